// Put into every page before its own scripts: notes when it answers, and how long its frames take.
const watch = { answered: 0, lastLong: 0, frames: [], running: false };

new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watch.lastLong = task.startTime + task.duration;
}).observe({ type: "longtask", buffered: true });

/** Our pages say when they are filled and drawn; other pages are done when their scripts are. */
watch.isReady = () => {
  const { ready, drawn } = document.documentElement.dataset;
  return !document.getElementById("panel") || (ready && drawn);
};

watch.startFrames = () => {
  watch.frames = [];
  watch.running = true;
  let last = performance.now();
  const note = (now) => {
    watch.frames.push(now - last);
    last = now;
    if (watch.running) requestAnimationFrame(note);
  };
  requestAnimationFrame((now) => ((last = now), requestAnimationFrame(note)));
};

watch.stopFrames = () => {
  watch.running = false;
  return watch.frames;
};

addEventListener("load", () => {
  let calm = 0;
  let last = performance.now();
  let ready = 0;
  const check = () => {
    const now = performance.now();
    calm = now - last < 60 ? calm + 1 : 0;
    last = now;
    if (watch.isReady()) ready ||= now;
    if (ready && calm >= 6) watch.answered = Math.max(ready, watch.lastLong);
    else requestAnimationFrame(check);
  };
  requestAnimationFrame(check);
});
window.watch = watch;
