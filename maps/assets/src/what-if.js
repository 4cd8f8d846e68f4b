/** The best routes of each pair under every closure of a few gates, and what one closure more would do. */

/** @import { WhatIfAnswer, WhatIfData, WhatIfEffect, WhatIfRoute } from "./types" */

/** @param {Iterable<number>} gates in any order */
const keyOf = (gates) => [...gates].sort((a, b) => a - b).join(".");

/** What makes a route the best. @type {Record<string, keyof WhatIfRoute & ("usd_t" | "h" | "km")>} */
const QUANTITY = { cost: "usd_t", time: "h", distance: "km" };

export class WhatIf {
  /** @param {WhatIfData} data @param {number} [opened] the gate that is open though it is shut on the day */
  constructor(data, opened = -1) {
    this.data = data;
    this.opened = opened;
    const quantity = QUANTITY[data.by];
    /** @type {Map<string, number>[]} the route of each closure that matters, by pair; -1 where none is left */
    this._trees = data.pairs.map(() => new Map());
    for (const [pair, open, closed, route] of data.closures) if (open === opened) this._trees[pair].set(keyOf(closed), route);
    /** @type {number[][]} the routes of each pair, the best first */
    this._known = this._trees.map((tree) =>
      [...new Set(tree.values())].filter((route) => route >= 0).sort((a, b) => data.routes[a][quantity] - data.routes[b][quantity]));
  }

  /**
   * The best route of a pair when some gates are closed: from the route with nothing closed on, whatever it passes that
   * is closed leads to the route that is the best without it. Beyond what is made ready, the best route known.
   * @param {number} pair @param {Set<number>} closed @returns {WhatIfAnswer}
   */
  best(pair, closed) {
    if (this.data.pairs[pair].own.some((gate) => closed.has(gate))) return { route: -1, exact: true };
    const tree = this._trees[pair];
    const seen = new Set();
    /** @type {number[][]} */
    const waiting = [[]];
    for (let known = waiting.pop(); known; known = waiting.pop()) {
      const route = tree.get(keyOf(known)) ?? -1;
      const met = route < 0 ? [] : this.data.routes[route].gates.filter((gate) => closed.has(gate));
      if (!met.length) return { route, exact: true };
      for (const next of met.map((gate) => [...known, gate])) {
        if (seen.has(keyOf(next)) || !tree.has(keyOf(next))) continue;
        seen.add(keyOf(next));
        waiting.push(next);
      }
    }
    const left = this._known[pair].find((route) => !this.data.routes[route].gates.some((gate) => closed.has(gate)));
    return { route: left ?? -1, exact: false };
  }

  /** The answer of each pair. @param {Set<number>} closed */
  answers(closed) {
    return this.data.pairs.map((_, pair) => this.best(pair, closed));
  }

  /** Gates on the routes as they are, by what closing each besides would do, the worst first. @param {Set<number>} closed @returns {WhatIfEffect[]} */
  narrows(closed) {
    const now = this.answers(closed);
    const passed = new Set(now.flatMap(({ route }) => (route < 0 ? [] : this.data.routes[route].gates)));
    for (const { own } of this.data.pairs) own.forEach((gate) => passed.delete(gate)); // the ends themselves are no bottlenecks
    const effects = [...passed].map((gate) => this._effect([gate], closed, now));
    return effects.sort((a, b) => b.unserved - a.unserved || b.extra_h - a.extra_h || a.gates[0] - b.gates[0]);
  }

  /** What passes a gate, what closing it besides would do, and by which gates routes would then go. @param {number} gate @param {Set<number>} closed */
  about(gate, closed) {
    const others = new Set([...closed].filter((other) => other !== gate));
    const now = this.answers(others);
    const gatesOf = (/** @type {WhatIfAnswer[]} */ answers) => answers.map(({ route }) => (route < 0 ? [] : this.data.routes[route].gates));
    const before = gatesOf(now);
    const after = new Set(gatesOf(this.answers(new Set([...others, gate]))).flat());
    return {
      pairs: before.flatMap((gates, pair) => (gates.includes(gate) ? [pair] : [])),
      effect: this._effect([gate], others, now),
      then: [...after].filter((other) => !before.flat().includes(other)),
    };
  }

  /** What closing gates would do, alone or besides others. @param {number[]} gates @param {Set<number>} [closed] */
  effectOf(gates, closed = new Set()) {
    return this._effect(gates, closed, this.answers(closed));
  }

  /** @param {number[]} gates @param {Set<number>} closed @param {WhatIfAnswer[]} now @returns {WhatIfEffect} */
  _effect(gates, closed, now) {
    const { pairs, routes } = this.data;
    const then = this.answers(new Set([...closed, ...gates]));
    let [joined, served, unserved, hours, usd] = [0, 0, 0, 0, 0];
    pairs.forEach(({ share }, pair) => {
      const [before, after] = [now[pair].route, then[pair].route];
      if (before < 0) return;
      joined += share;
      if (after < 0) return void (unserved += share);
      served += share;
      hours += share * (routes[after].h - routes[before].h);
      usd += share * (routes[after].usd_t - routes[before].usd_t);
    });
    const mean = (/** @type {number} */ sum) => (served ? sum / served : 0);
    return { gates, unserved: joined ? unserved / joined : 0, extra_h: mean(hours), extra_usd_t: mean(usd), exact: then.every(({ exact }) => exact) };
  }

  /** Legs of the routes. @param {Set<number>} closed */
  legs(closed) {
    return new Set(this.answers(closed).flatMap(({ route }) => (route < 0 ? [] : this.data.routes[route].legs)));
  }

  /** What is shut on the day and can be opened. @returns {number[]} */
  openings() {
    return [...new Set(this.data.closures.map(([, opened]) => opened))].filter((gate) => gate >= 0);
  }

  /** The places of gates by their names or titles, in whatever language; those that no route passes are left out. @param {Iterable<string>} names */
  gatesNamed(names) {
    return new Set([...names].map((name) => this.data.gates.findIndex((gate) => [gate.name, gate.title, gate.label].includes(name))).filter((gate) => gate >= 0));
  }
}
