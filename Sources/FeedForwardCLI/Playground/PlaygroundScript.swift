/// The page's own small network: what the browser computes. The page holds numbers of the engine for a case, and
/// compares its own with them before it shows anything.
enum PlaygroundScript {
  static let text = #"""
    "use strict";
    // Θ[l][j] is a row of neuron j, its bias first, as in the engine.
    const activations = {
      "identity": {of: z => z, slope: a => 1},
      "sigmoid": {of: z => 1 / (1 + Math.exp(-z)), slope: a => a * (1 - a)},
      "tanh": {of: z => Math.tanh(z), slope: a => 1 - a * a},
      "relu": {of: z => z > 0 ? z : 0, slope: (a, z) => z >= 0 ? 1 : 0},
      "leaky-relu": {of: z => z >= 0 ? z : 0.01 * z, slope: (a, z) => z >= 0 ? 1 : 0.01},
    };

    function random(seed) {  // Mulberry32, uniform in 0 … 1
      let state = seed >>> 0;
      return () => {
        state = (state + 0x6D2B79F5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      };
    }

    class Network {
      constructor(sizes, activation, theta) {
        this.sizes = sizes;
        this.activation = activations[activation];
        this.theta = theta;
      }

      static drawn(sizes, activation, seed) {
        const uniform = random(seed), isRectified = activation.endsWith("relu");
        const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
        const theta = sizes.slice(1).map((units, l) => Array.from({length: units}, () => {
          const isLast = l === sizes.length - 2;
          const deviation = Math.sqrt(isRectified && !isLast ? 2 / sizes[l] : 2 / (sizes[l] + units));
          return [0, ...Array.from({length: sizes[l]}, () => deviation * normal())];
        }));
        return new Network(sizes, activation, theta);
      }

      // z and a of every layer; the last a is the softmax t.
      forward(x) {
        const z = [[]], a = [x], last = this.theta.length;
        this.theta.forEach((rows, l) => {
          z.push(rows.map(row => row.reduce((sum, weight, i) => i === 0 ? weight : sum + weight * a[l][i - 1], 0)));
          if (l + 1 < last) { a.push(z[l + 1].map(this.activation.of)); return; }
          const most = Math.max(...z[l + 1]), powers = z[l + 1].map(v => Math.exp(v - most));
          const sum = powers.reduce((p, q) => p + q, 0);
          a.push(powers.map(p => p / sum));
        });
        return {z, a, t: a[last]};
      }

      // −ln t of the class, from the logits.
      loss(pass, label) {
        const z = pass.z[this.theta.length], most = Math.max(...z);
        return most - z[label] + Math.log(z.reduce((sum, v) => sum + Math.exp(v - most), 0));
      }

      // D, R and the gradient of E = D + λ/m Σ θ² on some rows.
      gradient(points, lambda, m) {
        const sums = this.theta.map(rows => rows.map(row => row.map(() => 0)));
        let data = 0, penalty = 0;
        for (const {x, label} of points) {
          const pass = this.forward(x);
          data += this.loss(pass, label);
          let delta = pass.t.map((t, k) => t - (k === label ? 1 : 0));
          for (let l = this.theta.length - 1; l >= 0; l--) {
            delta.forEach((d, j) => {
              sums[l][j][0] += d;
              for (let i = 0; i < pass.a[l].length; i++) sums[l][j][i + 1] += d * pass.a[l][i];
            });
            if (l === 0) break;
            delta = pass.a[l].map((a, i) => this.activation.slope(a, pass.z[l][i])
              * delta.reduce((sum, d, j) => sum + d * this.theta[l][j][i + 1], 0));
          }
        }
        this.theta.forEach((rows, l) => rows.forEach((row, j) => row.forEach((weight, i) => {
          sums[l][j][i] /= points.length;
          if (i === 0) return;
          sums[l][j][i] += 2 * lambda / m * weight;
          penalty += lambda / m * weight * weight;
        })));
        return {data: data / points.length, penalty, gradient: sums};
      }

      error(points) {
        return points.reduce((sum, {x, label}) => sum + this.loss(this.forward(x), label), 0) / points.length;
      }
    }

    // Adam (Kingma & Ba 2015), or the gradient itself.
    class Optimizer {
      constructor(kind) { this.kind = kind; this.steps = 0; this.memory = null; }

      move(network, gradient, rate) {
        this.steps += 1;
        const isAdam = this.kind === "adam";
        this.memory ??= gradient.map(rows => rows.map(row => row.map(() => [0, 0])));
        const [b1, b2] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps];
        network.theta.forEach((rows, l) => rows.forEach((row, j) => row.forEach((_, i) => {
          const g = gradient[l][j][i], m = this.memory[l][j][i];
          if (isAdam) {
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = 0.999 * m[1] + 0.001 * g * g;
            row[i] -= rate * (m[0] / b1) / (Math.sqrt(m[1] / b2) + 1e-8);
          } else {
            row[i] -= rate * g;
          }
        })));
      }
    }

    const facts = JSON.parse(document.getElementById("facts").textContent);
    const get = id => document.getElementById(id);

    // Whether this page computes what the engine computes.
    function agreement() {
      const {check} = facts;
      const network = new Network(check.sizes, check.activation, structuredClone(check.theta));
      const points = facts.problems[0].training.slice(0, check.rows);
      const found = network.gradient(points, check.lambda, check.rows);
      const pairs = [[found.data, check.data], [found.penalty, check.penalty],
        ...found.gradient.flat(2).map((g, p) => [g, check.gradient[p]])];
      const optimizer = new Optimizer("adam");
      for (let step = 0; step < check.steps; step++) {
        optimizer.move(network, network.gradient(points, check.lambda, check.rows).gradient, check.rate);
      }
      pairs.push(...network.theta.flat(2).map((weight, p) => [weight, check.moved[p]]));
      return Math.max(...pairs.map(([a, b]) => Math.abs(a - b)));
    }

    let problem, network, optimizer, epoch, curves, isRunning = false, shuffle;

    function settings() {
      const lambda = Number(get("lambda").value), rate = Number(get("rate").value);
      const depth = Number(get("depth").value), units = Number(get("units").value);
      return {
        hidden: Array(depth).fill(units), activation: get("activation").value, optimizer: get("optimizer").value,
        lambda: lambda <= -4 ? 0 : 10 ** lambda, rate: 10 ** rate, batch: 2 ** Number(get("batch").value),
        seed: Number(get("seed").value) || 0,
      };
    }

    function restart() {
      const s = settings();
      problem = facts.problems.find(p => p.name === get("problem").value);
      network = Network.drawn([2, ...s.hidden, 2], s.activation, s.seed);
      optimizer = new Optimizer(s.optimizer);
      shuffle = random(s.seed ^ 0x9E3779B9);
      epoch = 0;
      curves = [];
      note();
      draw();
    }

    function runEpoch() {
      const s = settings(), rows = problem.training.slice();
      for (let i = rows.length - 1; i > 0; i--) {
        const j = Math.floor(shuffle() * (i + 1));
        [rows[i], rows[j]] = [rows[j], rows[i]];
      }
      for (let first = 0; first < rows.length; first += s.batch) {
        const batch = rows.slice(first, first + s.batch);
        optimizer.move(network, network.gradient(batch, s.lambda, rows.length).gradient, s.rate);
      }
      epoch += 1;
      note();
    }

    function note() {
      curves.push({epoch, training: network.error(problem.training), test: network.error(problem.test)});
    }

    function posterior([x, y]) {
      const sums = [0, 0];
      for (const c of problem.components) {
        const u = (x - c.mean[0]) / c.deviations[0], v = (y - c.mean[1]) / c.deviations[1];
        const free = 1 - c.correlation ** 2;
        sums[c.label] += c.weight * Math.exp(-(u * u - 2 * c.correlation * u * v + v * v) / free / 2)
          / (c.deviations[0] * c.deviations[1] * Math.sqrt(free));
      }
      return sums[0] + sums[1] > 0 ? sums[1] / (sums[0] + sums[1]) : 0.5;
    }

    // MARK: Drawing

    const isDark = () => matchMedia("(prefers-color-scheme:dark)").matches;
    const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const range = 4;

    function surface(canvas, probability, hasPoints) {
      const context = canvas.getContext("2d"), nodes = 80, side = canvas.width;
      const bands = facts.colors.bands.map(tint => tint[isDark() ? 1 : 0]);
      const edge = side / nodes;
      for (let r = 0; r < nodes; r++) {
        for (let c = 0; c < nodes; c++) {
          const p = probability([(2 * (c + 0.5) / nodes - 1) * range, (1 - 2 * (r + 0.5) / nodes) * range]);
          context.fillStyle = bands[Math.min(9, Math.max(0, Math.floor(10 * p)))];
          context.fillRect(Math.floor(c * edge), Math.floor(r * edge), Math.ceil(edge), Math.ceil(edge));
        }
      }
      if (!hasPoints) return;
      for (const {x, label} of problem.training) {
        const at = [(x[0] / range + 1) / 2 * side, (1 - x[1] / range) / 2 * side];
        context.beginPath();
        if (label === 0) context.arc(...at, side / 110, 0, 7);
        else context.rect(at[0] - side / 125, at[1] - side / 125, side / 62, side / 62);
        context.fillStyle = facts.colors.classes[label][isDark() ? 1 : 0];
        context.strokeStyle = color("--card");
        context.fill();
        context.stroke();
      }
    }

    function drawCurves() {
      const canvas = get("curves"), context = canvas.getContext("2d"), {width, height} = canvas;
      const [left, bottom, top, right] = [46, 30, 12, 12], size = canvas.width / 480;
      context.clearRect(0, 0, width, height);
      context.font = `${13 * size}px system-ui,sans-serif`;
      context.lineWidth = 2 * size;
      const last = Math.max(10, epoch);
      const most = Math.min(2, Math.max(0.8, ...curves.flatMap(c => [c.training, c.test]))) * 1.05;
      const place = (e, d) => [left * size + e / last * (width - (left + right) * size),
        height - bottom * size - Math.min(1, d / most) * (height - (bottom + top) * size)];
      context.fillStyle = context.strokeStyle = color("--muted");
      context.textAlign = "right";
      for (const d of [0, most / 2, most]) context.fillText(d.toFixed(2), (left - 6) * size, place(0, d)[1] + 4 * size);
      context.textAlign = "center";
      for (const e of [0, Math.round(last / 2), last]) context.fillText(String(e), place(e, 0)[0], height - 10 * size);
      context.setLineDash([4 * size, 4 * size]);
      line([[0, problem.bayesRisk], [last, problem.bayesRisk]], color("--muted"));
      context.setLineDash([]);
      line(curves.map(c => [c.epoch, c.training]), facts.colors.curves[0][isDark() ? 1 : 0]);
      line(curves.map(c => [c.epoch, c.test]), facts.colors.curves[1][isDark() ? 1 : 0]);

      function line(points, stroke) {
        context.strokeStyle = stroke;
        context.beginPath();
        points.forEach(([e, d], i) => i === 0 ? context.moveTo(...place(e, d)) : context.lineTo(...place(e, d)));
        context.stroke();
      }
    }

    // Units, and edges by sign and size.
    function drawWeights() {
      const svg = get("weights"), [width, height] = [480, 300], dark = isDark() ? 1 : 0;
      const columns = network.sizes.map((size, l) => l < network.sizes.length - 1 ? size + 1 : size);
      const tallest = Math.max(...columns);
      const place = (l, row) => [40 + l * (width - 80) / (columns.length - 1),
        height / 2 + (row - (columns[l] - 1) / 2) * Math.min(40, (height - 30) / tallest)];
      let text = "";
      network.theta.forEach((rows, l) => {
        const most = Math.max(...rows.flat().map(Math.abs), 1e-9);
        rows.forEach((row, j) => row.forEach((weight, i) => {
          const isLast = l === network.theta.length - 1, [x1, y1] = place(l, i);
          const [x2, y2] = place(l + 1, isLast ? j : j + 1);
          const share = Math.abs(weight) / most, tint = facts.colors.signs[weight < 0 ? 1 : 0][dark];
          text += `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"
            stroke="${tint}" stroke-width="${(0.4 + 3.6 * share).toFixed(2)}"
            opacity="${(0.3 + 0.6 * share).toFixed(2)}"
            ${weight < 0 ? 'stroke-dasharray="5 3"' : ""}><title>${weight.toFixed(3)}</title></line>`;
        }));
      });
      columns.forEach((count, l) => {
        for (let row = 0; row < count; row++) {
          const [x, y] = place(l, row), isBias = l < columns.length - 1 && row === 0;
          text += `<circle cx="${x}" cy="${y}" r="9" fill="var(--card)" stroke="var(--muted)"/>`;
          const name = isBias ? "1" : l === 0 ? `x${"₁₂"[row - 1]}` : l === columns.length - 1 ? `t${"₀₁"[row]}` : "";
          text += `<text x="${x}" y="${y + 4}" text-anchor="middle" font-size="11" fill="var(--ink)">${name}</text>`;
        }
      });
      svg.innerHTML = text;
    }

    function draw() {
      const s = settings();
      surface(get("surface"), x => network.forward(x).t[1], true);
      surface(get("posterior"), posterior, false);
      drawCurves();
      drawWeights();
      const now = curves[curves.length - 1];
      get("epoch").textContent = String(epoch);
      get("training").textContent = now.training.toFixed(4);
      get("test").textContent = now.test.toFixed(4);
      get("risk").textContent = problem.bayesRisk.toFixed(4);
      for (const [id, value] of [["depth", s.hidden.length], ["units", get("units").value],
        ["lambda", s.lambda === 0 ? "0" : s.lambda.toPrecision(2)], ["rate", s.rate.toPrecision(2)],
        ["batch", s.batch]]) get(id + "-value").textContent = String(value);
    }

    function tick() {
      if (!isRunning) return;
      const end = performance.now() + 24;
      do runEpoch(); while (performance.now() < end && epoch % 50 !== 0);
      draw();
      requestAnimationFrame(tick);
    }

    function run(wanted) {
      isRunning = wanted;
      get("run").textContent = wanted ? facts.words.pause : facts.words.run;
      if (wanted) requestAnimationFrame(tick);
    }

    for (const id of ["problem", "activation", "optimizer", "depth", "units", "seed"])
      get(id).addEventListener("input", restart);
    for (const id of ["lambda", "rate", "batch"]) get(id).addEventListener("input", draw);
    get("run").addEventListener("click", () => run(!isRunning));
    get("step").addEventListener("click", () => { run(false); runEpoch(); draw(); });
    get("reset").addEventListener("click", () => { run(false); restart(); });
    matchMedia("(prefers-color-scheme:dark)").addEventListener("change", draw);
    const difference = agreement(), agrees = difference < 1e-9;
    get("agreement").textContent = (agrees ? facts.words.agrees : facts.words.differs)
      .replace("%", difference.toExponential(1));
    get("agreement").dataset.agrees = String(agrees);
    restart();
    """#
}
