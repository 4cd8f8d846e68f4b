// Runs before a page's own scripts, and notes what they have asked for and not yet had: frames and short timers.
{
  const { requestAnimationFrame, cancelAnimationFrame, setTimeout, clearTimeout } = window;
  const frames = new Set();
  const timers = new Set();

  window.requestAnimationFrame = (callback) => {
    const id = requestAnimationFrame((time) => (frames.delete(id), callback(time)));
    frames.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => (frames.delete(id), cancelAnimationFrame(id));
  window.setTimeout = (callback, wait = 0, ...given) => {
    const id = setTimeout(() => (timers.delete(id), callback(...given)), wait);
    if (wait < 1000) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => (timers.delete(id), clearTimeout(id));

  // What moves without end is how a page is at rest.
  const passing = () => document.getAnimations().some(({ effect }) => effect.getComputedTiming().endTime !== Infinity);

  // Three frames in which the page has nothing to do: no frame, no timer, nothing that moves or fades.
  window.untilIdle = async () => {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      quiet = frames.size || timers.size || passing() ? 0 : quiet + 1;
    }
  };
}
