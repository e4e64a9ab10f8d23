// The lab's arithmetic, without a page: the same start, loss and steps as Trainer.Fit, from the same seed.
//   r̂_ui = μ + b_u + b_i + a_u·b_i        L = 1/n Σ (r̂_ui − r_ui)² + λ (‖A‖ + ‖B‖ + ‖b_U‖ + ‖b_I‖)
// The sum runs over the n ratings trained on; Objective.cs, RatedGradient.cs and Optimizers.cs say the same in C#.
(() => {
  "use strict";

  // The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), torch's generator on the CPU: 32 bits a call.
  function mersenneTwister(seed) {
    const state = new Uint32Array(624);
    let next = 624;
    state[0] = seed;
    for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    function twist() {
      for (let i = 0; i < 624; i++) {
        const bits = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
        state[i] = state[(i + 397) % 624] ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
      }
      next = 0;
    }
    return () => {
      if (next === 624) twist();
      let bits = state[next++];
      bits ^= bits >>> 11;
      bits ^= (bits << 7) & 0x9d2c5680;
      bits ^= (bits << 15) & 0xefc60000;
      return (bits ^ (bits >>> 18)) >>> 0;
    };
  }

  // torch.randn: Box and Muller (1958), for fewer than 16 numbers one after the other in double precision, else
  // in blocks of 16 from 24 bits each, rounded to float32; what the last block covers twice is drawn anew.
  function torchNormals(seed) {
    const bits = mersenneTwister(seed), float = Math.fround;
    let kept = null;
    const uniform24 = () => (bits() & 0xffffff) / 2 ** 24;
    const uniform53 = () => {
      const high = bits() & 0x1fffff; // one after the other: the order of the calls is torch's
      return (high * 2 ** 32 + bits()) / 2 ** 53;
    };
    function one() {
      if (kept !== null) {
        const number = kept;
        kept = null;
        return number;
      }
      const turn = 2 * Math.PI * uniform53(), radius = Math.sqrt(-2 * Math.log1p(-uniform53()));
      kept = float(radius * Math.sin(turn));
      return float(radius * Math.cos(turn));
    }
    function block(into, from) {
      for (let i = from; i < from + 8; i++) {
        const radius = float(Math.sqrt(float(-2 * Math.log(1 - into[i]))));
        const turn = float(float(2 * Math.PI) * into[i + 8]);
        into[i] = float(radius * float(Math.cos(turn)));
        into[i + 8] = float(radius * float(Math.sin(turn)));
      }
    }
    return count => {
      if (count < 16) return Float64Array.from({ length: count }, one);
      const numbers = Float64Array.from({ length: count }, uniform24);
      for (let i = 0; i + 16 <= count; i += 16) block(numbers, i);
      if (count % 16 === 0) return numbers;
      for (let i = count - 16; i < count; i++) numbers[i] = uniform24();
      block(numbers, count - 16);
      return numbers;
    };
  }

  // .NET's Random(seed) (Knuth's subtractive generator, The Art of Computer Programming 2, 3.2.2): from 0 to below 1.
  function dotnetRandom(seed) {
    const most = 2147483647, state = new Int32Array(56);
    let last = 161803398 - Math.abs(seed), value = 1, at = 0, behind = 21;
    state[55] = last;
    for (let i = 1, place = 0; i < 55; i++) {
      place = (place + 21) % 55;
      state[place] = value;
      value = last - value;
      if (value < 0) value += most;
      last = state[place];
    }
    for (let round = 1; round < 5; round++) {
      for (let i = 1; i < 56; i++) {
        state[i] -= state[1 + (i + 30) % 55];
        if (state[i] < 0) state[i] += most;
      }
    }
    return () => {
      at = at % 55 + 1;
      behind = behind % 55 + 1;
      let bits = state[at] - state[behind];
      if (bits === most) bits--;
      if (bits < 0) bits += most;
      state[at] = bits;
      return bits / most;
    };
  }

  // The ratings that RatingsMatrix.WithHidden sets aside: in random order, those that are not the last of their row or
  // column, until there are enough. Ratings are { user, item, value }, row by row.
  function drawHidden(ratings, wanted, seed) {
    const random = dotnetRandom(seed), order = [...ratings];
    for (let i = 0; i + 1 < order.length; i++) {
      const j = Math.floor(random() * (order.length - i)) + i;
      [order[i], order[j]] = [order[j], order[i]];
    }
    const left = new Map(), key = { user: r => `u${r.user}`, item: r => `i${r.item}` };
    const count = (id, change) => left.set(id, (left.get(id) ?? 0) + change);
    for (const rating of order) for (const id of [key.user(rating), key.item(rating)]) count(id, 1);
    return order.filter(rating => {
      const ids = [key.user(rating), key.item(rating)];
      if (wanted === 0 || ids.some(id => left.get(id) === 1)) return false;
      for (const id of ids) count(id, -1);
      wanted--;
      return true;
    });
  }

  // One training. Settings: users, items (counts), k, seed, mean ("raw", "centred", "biased"), lambda, squared,
  // optimizer ("adam", "descent", "sweeps"), rate, ratings to learn from, and perhaps a start made by hand.
  // All numbers stand in one array: A, B, b_U, b_I; `parts` are its pieces.
  function train(settings) {
    const { users, items, k, ratings, optimizer, rate } = settings;
    const lambda = Math.fround(settings.lambda), biased = settings.mean === "biased";
    const normals = torchNormals(settings.seed);
    const sizes = [users * k, items * k, biased ? users : 0, biased ? items : 0];
    const numbers = new Float64Array(sizes.reduce((sum, size) => sum + size));
    const present = at(numbers), { a, b, userBias, itemBias, predict } = present;
    const gradient = new Float64Array(numbers.length);
    const [da, db, dUserBias, dItemBias] = split(gradient);
    const means = new Float64Array(numbers.length), squares = new Float64Array(numbers.length);
    const average = ratings.reduce((sum, r) => sum + r.value, 0) / Math.max(1, ratings.length);
    const mu = settings.mean === "raw" ? 0 : Math.fround(average);
    const known = { user: new Set(ratings.map(r => r.user)), item: new Set(ratings.map(r => r.item)) };
    let step = 0;
    a.set(normals(users * k));
    b.set(normals(items * k));
    if (settings.start) numbers.set(settings.start);

    function split(array) {
      let from = 0;
      return sizes.map(size => array.subarray(from, from += size));
    }
    // A model of these numbers, which may be those of an earlier step.
    function at(array) {
      const [a, b, userBias, itemBias] = split(array);
      return { a, b, userBias, itemBias, predict(user, item) {
        let sum = mu + (biased ? userBias[user] + itemBias[item] : 0);
        for (let f = 0; f < k; f++) sum += a[user * k + f] * b[item * k + f];
        return sum;
      } };
    }
    const square = part => part.reduce((sum, x) => sum + x * x, 0);
    // λ times the norms; the slope of ‖x‖ is x/‖x‖, and 0 where the norm is 0, as in torch.
    function penalty(withGradient) {
      let sum = 0, from = 0;
      for (const part of [a, b, userBias, itemBias]) {
        const size = square(part), norm = Math.sqrt(size);
        sum += lambda * (settings.squared ? size : norm);
        const slope = settings.squared ? 2 * lambda : norm > 0 ? lambda / norm : 0;
        if (withGradient) for (let i = 0; i < part.length; i++) gradient[from + i] = slope * part[i];
        from += part.length;
      }
      return sum;
    }
    // The loss of the present numbers, { data, penalty, loss }, and their gradient.
    function measure() {
      const size = penalty(true), scale = 2 / ratings.length;
      let data = 0;
      for (const { user, item, value } of ratings) {
        const error = predict(user, item) - value, slope = scale * error;
        data += error * error;
        for (let f = 0, u = user * k, i = item * k; f < k; f++, u++, i++) {
          da[u] += slope * b[i];
          db[i] += slope * a[u];
        }
        if (biased) {
          dUserBias[user] += slope;
          dItemBias[item] += slope;
        }
      }
      data /= ratings.length;
      return { data, penalty: size, loss: data + size };
    }
    function move() {
      const beta1 = 0.9, beta2 = 0.999, correction = Math.sqrt(1 - beta2 ** step);
      const size = rate * correction / (1 - beta1 ** step), epsilon = 1e-8 * correction;
      for (let i = 0; i < numbers.length; i++) {
        const g = gradient[i];
        if (optimizer === "descent") {
          numbers[i] -= rate * g;
          continue;
        }
        means[i] = beta1 * means[i] + (1 - beta1) * g;
        squares[i] = beta2 * squares[i] + (1 - beta2) * g * g;
        numbers[i] -= size * means[i] / (Math.sqrt(squares[i]) + epsilon);
      }
    }
    // Least squares for each row of one side, the other standing still: (XᵀX + nw)·row = Xᵀy, with w = λ for squared
    // norms. A norm is met by the parabola that touches it, w = λ / 2‖A‖ (Lange 2016, MM): the loss cannot rise.
    function sweep(side) {
      const forUsers = side === 0, [rows, others] = forUsers ? [a, b] : [b, a];
      const [rowBias, otherBias] = forUsers ? [userBias, itemBias] : [itemBias, userBias];
      const weight = part => ratings.length * lambda * (settings.squared ? 1
        : 0.5 / Math.max(1e-3, Math.sqrt(square(part))));
      const [factorWeight, biasWeight] = [weight(rows), weight(rowBias)], size = k + (biased ? 1 : 0);
      for (const [row, own] of inRows(ratings, forUsers)) {
        const matrix = Array.from({ length: size }, (_, i) => {
          const line = new Float64Array(size + 1);
          line[i] = i < k ? factorWeight : biasWeight;
          return line;
        });
        for (const { user, item, value } of own) {
          const other = forUsers ? item : user, x = Array.from(others.subarray(other * k, other * k + k));
          if (biased) x.push(1);
          const y = value - mu - (biased ? otherBias[other] : 0);
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) matrix[i][j] += x[i] * x[j];
            matrix[i][size] += x[i] * y;
          }
        }
        const solution = solve(matrix);
        rows.set(solution.slice(0, k), row * k);
        if (biased) rowBias[row] = solution[k];
      }
    }
    return {
      ...present, numbers, mu, known, at, measure,
      get step() { return step; },
      // How many numbers the model has learned or been given.
      count: numbers.length + (settings.mean === "raw" ? 0 : 1),
      average: Math.fround(average),
      // One step; false, and no step, where the loss is no number that a float holds any more.
      advance() {
        if (!Number.isFinite(Math.fround(measure().loss))) return false;
        step++;
        if (optimizer === "sweeps") sweep((step + 1) % 2);
        else move();
        return numbers.every(Number.isFinite);
      },
      // The root mean squared error over some ratings, in stars; null over none.
      rmse: some => some.length === 0 ? null
        : Math.sqrt(some.reduce((sum, r) => sum + (predict(r.user, r.item) - r.value) ** 2, 0) / some.length),
    };
  }

  function inRows(ratings, forUsers) {
    const rows = new Map();
    for (const rating of ratings) {
      const row = forUsers ? rating.user : rating.item;
      rows.set(row, [...rows.get(row) ?? [], rating]);
    }
    return rows;
  }

  // Gauss with pivots; an unknown that the equations leave open is 0.
  function solve(lines) {
    const size = lines.length, solution = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let best = i;
      for (let j = i + 1; j < size; j++) if (Math.abs(lines[j][i]) > Math.abs(lines[best][i])) best = j;
      [lines[i], lines[best]] = [lines[best], lines[i]];
      for (let j = i + 1; j < size && lines[i][i] !== 0; j++) {
        const share = lines[j][i] / lines[i][i];
        for (let c = i; c <= size; c++) lines[j][c] -= share * lines[i][c];
      }
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = lines[i][size];
      for (let c = i + 1; c < size; c++) rest -= lines[i][c] * solution[c];
      solution[i] = Math.abs(lines[i][i]) > 1e-12 ? rest / lines[i][i] : 0;
    }
    return solution;
  }

  // The same numbers with the factors p and q turned, A and B by the same angle: A·Bᵀ stands still.
  function turned(numbers, { users, items, k }, p, q, angle) {
    const copy = Float64Array.from(numbers), [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let row = 0; k > 1 && row < users + items; row++) {
      const [x, y] = [numbers[row * k + p], numbers[row * k + q]];
      copy[row * k + p] = cos * x - sin * y;
      copy[row * k + q] = sin * x + cos * y;
    }
    return copy;
  }

  return { torchNormals, drawHidden, train, turned };
})()
