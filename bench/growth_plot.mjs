// The scenarios growth_MxR as a picture: CPU time per delivery over members, in one room and in rooms of a hundred.

const width = 720;
const height = 380;
const frame = { left: 56, right: 530, top: 44, bottom: 330 };
const servers = [
  { name: "ours", label: "webchats", colour: "#1565c0" },
  { name: "bare-send", label: "bare send()", colour: "#757575" },
];
const shapes = [
  { label: "one room", dash: "", has: ({ rooms }) => rooms === 1 },
  { label: "rooms of 100", dash: "6 4", has: ({ members, rooms }) => members === 100 * rooms },
];

/** Points of a line: `{ members, cost }`, by members. `cost(name, server)` is the figure of a scenario, or undefined. */
function points(names, shape, cost) {
  return names
    .map((name) => {
      const [members, rooms] = name.match(/^growth_(\d+)x(\d+)$/).slice(1).map(Number);
      return { members, rooms, cost: cost(name) };
    })
    .filter((point) => point.cost !== undefined && shape.has(point))
    .sort((a, b) => a.members - b.members);
}

/** Heights for labels that want to be at `wanted`, at least a line of text apart. */
function apart(wanted) {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  order.forEach((label, i) => {
    if (i > 0) label.y = Math.max(label.y, order[i - 1].y + 17);
  });
  return order.sort((a, b) => a.index - b.index).map((label) => label.y);
}

/** The picture as SVG, or undefined when no line has two points. */
export function growthPlot(names, cost) {
  const lines = servers
    .flatMap((server) =>
      shapes.map((shape) => ({ server, shape, at: points(names, shape, (name) => cost(name, server.name)) })),
    )
    .filter((line) => line.at.length > 1);
  if (lines.length === 0) return undefined;

  const all = lines.flatMap((line) => line.at);
  const most = Math.ceil(Math.max(...all.map((point) => point.cost)));
  const counts = [...new Set(all.map((point) => point.members))].sort((a, b) => a - b);
  const span = Math.log(counts.at(-1) / counts[0]);
  const x = (members) => frame.left + (Math.log(members / counts[0]) / span) * (frame.right - frame.left);
  const y = (value) => frame.bottom - (value / most) * (frame.bottom - frame.top);
  const text = (at, up, anchor, words, colour = "#424242") =>
    `<text x="${at.toFixed(0)}" y="${up.toFixed(0)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

  const grid = Array.from({ length: most + 1 }, (_, value) => [
    `<path d="M${frame.left} ${y(value).toFixed(1)}H${frame.right}" stroke="#e0e0e0"/>`,
    text(frame.left - 8, y(value) + 5, "end", value),
  ]);
  const ticks = counts.map((members) => text(x(members), frame.bottom + 20, "middle", members.toLocaleString("en")));
  const labels = apart(lines.map((line) => y(line.at.at(-1).cost)));
  const drawn = lines.map(({ server, shape, at }, index) => {
    const path = at.map((point) => `${x(point.members).toFixed(1)} ${y(point.cost).toFixed(1)}`).join("L");
    const dots = at.map(
      (point) => `<circle cx="${x(point.members).toFixed(1)}" cy="${y(point.cost).toFixed(1)}" r="3" fill="${server.colour}"/>`,
    );
    const dash = shape.dash && ` stroke-dasharray="${shape.dash}"`;
    return [
      `<path d="M${path}" fill="none" stroke="${server.colour}" stroke-width="2"${dash}/>`,
      ...dots,
      text(frame.right + 10, labels[index] + 5, "start", `${server.label}, ${shape.label}`, server.colour),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>CPU time per delivery over the number of members</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(frame.left, 24, "start", "microseconds of CPU per delivery"),
    ...grid.flat(),
    ...ticks,
    text((frame.left + frame.right) / 2, frame.bottom + 42, "middle", "members"),
    ...drawn.flat(),
    "</svg>\n",
  ].join("\n");
}
