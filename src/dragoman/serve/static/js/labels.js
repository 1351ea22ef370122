/** Names beside points, placed so that none hides another. */
const HIGH = 17; // pixels of a line of text
const APART = 3; // pixels between two names

const meet = (one, other) => one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1;

function sides({ x, y, r, text }, letter) {
  const wide = text.length * letter;
  const box = (anchor, at, base) => {
    const x0 = anchor === 'middle' ? at - wide / 2 : anchor === 'start' ? at : at - wide;
    return { anchor, x: at, y: base, x0: x0 - APART, x1: x0 + wide + APART, y0: base - HIGH + 3, y1: base + 3 };
  };
  return [box('middle', x, y - r - 5), box('middle', x, y + r + 13), box('start', x + r + 5, y + 4), box('end', x - r - 5, y + 4)];
}

/**
 * Where the names of points stand, by id: `{ x, y, anchor }`. Points are `{ id, x, y, r, text }`, the weightiest first;
 * one that finds no room inside the picture gets no name. `letter`: the width of a letter; `below`: names rather stand
 * under their points; `clear`: none stands on another point, whose name it might be taken for.
 */
export function placeLabels(points, { width, height, letter = 7.6, below = false, clear = false }) {
  const taken = [];
  const places = new Map();
  const dots = points.map(({ id, x, y, r }) => ({ id, x0: x - r, x1: x + r, y0: y - r, y1: y + r }));
  for (const point of points) {
    const [up, down, ...beside] = sides(point, letter);
    const choices = (below ? [down, up, ...beside] : [up, down, ...beside])
      .filter((box) => box.x0 >= 2 && box.x1 <= width - 2 && box.y0 >= 2 && box.y1 <= height - 2 && !taken.some((other) => meet(box, other)));
    const chosen = choices.find((box) => !dots.some((dot) => dot.id !== point.id && meet(box, dot))) || (clear ? null : choices[0]);
    if (!chosen) continue;
    taken.push(chosen);
    places.set(point.id, chosen);
  }
  return places;
}
