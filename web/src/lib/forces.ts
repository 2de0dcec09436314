// A layout by forces: nodes repel, edges pull, the middle holds. The same graph gives the same picture.

export interface Body { code: string; x: number; y: number; r: number }

export function layout(nodes: { code: string; events: number }[], edges: { a: string; b: string; events: number }[], width: number, height: number): Map<string, Body> {
  const most = Math.max(1, ...nodes.map((node) => node.events));
  const bodies: Body[] = nodes.map((node, i) => {
    // A sunflower: even, and no two at one point.
    const turn = i * 2.399963;
    const far = Math.sqrt((i + 0.5) / nodes.length);
    return { code: node.code, x: Math.cos(turn) * far * width * 0.4, y: Math.sin(turn) * far * height * 0.4, r: 6 + (width < 500 ? 9 : 14) * Math.sqrt(node.events / most) };
  });
  const byCode = new Map(bodies.map((body) => [body.code, body]));
  const heaviest = Math.max(1, ...edges.map((edge) => edge.events));
  const ideal = Math.sqrt((width * height) / Math.max(1, nodes.length)) * 0.72;
  const push = new Float64Array(bodies.length * 2);
  const index = new Map(bodies.map((body, i) => [body.code, i]));
  const steps = nodes.length > 150 ? 120 : 320;
  for (let step = 0; step < steps; step++) {
    push.fill(0);
    for (let i = 0; i < bodies.length; i++) {
      for (let j = i + 1; j < bodies.length; j++) {
        const a = bodies[i]!;
        const b = bodies[j]!;
        const dx = a.x - b.x;
        const dy = a.y - b.y;
        const d = Math.max(4, Math.hypot(dx, dy));
        const force = (ideal * ideal) / d / d + (d < a.r + b.r + 14 ? 1.6 : 0);
        push[2 * i]! += dx * force; push[2 * i + 1]! += dy * force;
        push[2 * j]! -= dx * force; push[2 * j + 1]! -= dy * force;
      }
    }
    for (const edge of edges) {
      const i = index.get(edge.a);
      const j = index.get(edge.b);
      if (i === undefined || j === undefined || i === j) continue;
      const a = bodies[i]!;
      const b = bodies[j]!;
      const dx = a.x - b.x;
      const dy = a.y - b.y;
      const d = Math.hypot(dx, dy);
      const force = (d / ideal) * (0.25 + 0.75 * (edge.events / heaviest)) * 0.9;
      push[2 * i]! -= (dx / (d || 1)) * force * 7; push[2 * i + 1]! -= (dy / (d || 1)) * force * 7;
      push[2 * j]! += (dx / (d || 1)) * force * 7; push[2 * j + 1]! += (dy / (d || 1)) * force * 7;
    }
    const heat = Math.max(1, (1 - step / steps) * ideal * 0.25);
    bodies.forEach((body, i) => {
      const dx = push[2 * i]! - body.x * 0.06 * (height / width);
      const dy = push[2 * i + 1]! - body.y * 0.06;
      const d = Math.hypot(dx, dy) || 1;
      body.x += (dx / d) * Math.min(d, heat);
      body.y += (dy / d) * Math.min(d, heat);
    });
  }
  // Into the frame, with room for the names under the nodes.
  const xs = bodies.map((b) => b.x);
  const ys = bodies.map((b) => b.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  for (const body of bodies) {
    body.x = x1 > x0 ? 60 + ((body.x - x0) / (x1 - x0)) * (width - 120) : width / 2;
    body.y = y1 > y0 ? 34 + ((body.y - y0) / (y1 - y0)) * (height - 84) : height / 2;
  }
  // What the frame pressed together is moved apart, names included.
  const room = width < 500 ? 20 : 30;
  for (let round = 0; round < 120; round++) {
    let still = true;
    for (let i = 0; i < bodies.length; i++) {
      for (let j = i + 1; j < bodies.length; j++) {
        const a = bodies[i]!;
        const b = bodies[j]!;
        const dx = b.x - a.x || 0.1 * (i + 1);
        const dy = b.y - a.y;
        const d = Math.hypot(dx, dy);
        const gap = a.r + b.r + room - d;
        if (gap <= 0) continue;
        still = false;
        a.x -= (dx / d) * gap * 0.5; a.y -= (dy / d) * gap * 0.5;
        b.x += (dx / d) * gap * 0.5; b.y += (dy / d) * gap * 0.5;
      }
    }
    for (const body of bodies) {
      body.x = Math.min(width - 40, Math.max(40, body.x));
      body.y = Math.min(height - 46, Math.max(26, body.y));
    }
    if (still) break;
  }
  return byCode;
}
