// Contour lines by marching squares: the paths along which f([x, y]) has each of the levels, for the plot.

export function contours(plot, f, levels, columns = 90, rows = 80) {
  const { x, y } = plot.limits;
  const at = (i, j) => [x[0] + (i / columns) * (x[1] - x[0]), y[0] + (j / rows) * (y[1] - y[0])];
  const heights = Array.from({ length: columns + 1 }, (_, i) => Array.from({ length: rows + 1 }, (_, j) => f(at(i, j))));
  return levels.map((level) => {
    let d = "";
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < rows; j++) {
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const crossed = corners.flatMap((from, side) => {
          const to = corners[(side + 1) % 4];
          const a = heights[from[0]][from[1]] - level, b = heights[to[0]][to[1]] - level;
          if (a > 0 === b > 0) return [];
          const t = a / (a - b);
          const [u, v] = at(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]));
          return [`${plot.x(u).toFixed(1)} ${plot.y(v).toFixed(1)}`];
        });
        for (let k = 0; k < crossed.length; k += 2) d += `M${crossed[k]}L${crossed[k + 1]}`;
      }
    }
    return d;
  });
}
