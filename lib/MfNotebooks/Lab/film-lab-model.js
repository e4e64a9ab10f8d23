// Folds a person into a trained model: the least squares of FoldIn.User, in double precision. Because the new row is
// linear in what was rated, each rating has a part of its own in every score, and the parts add up to it.
(() => {
  "use strict";

  // Whole steps times the row's scale, in float32 as the library rounds; biases as they are.
  function unpack({ k, mean, lambda, biasLambda, unclickedWeight }, steps, scales, bias) {
    const factors = new Float32Array(steps.length), items = scales.length;
    for (let n = 0; n < steps.length; n++) factors[n] = steps[n] * scales[Math.floor(n / k)];
    return { k, mean, lambda, biasLambda, unclickedWeight, factors, items, bias };
  }

  // M = RᵀR with R in the upper half, over M itself; then solve(y) is M⁻¹ y (Golub and Van Loan, section 4.2).
  function factorize(matrix, n) {
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        let sum = matrix[i * n + j];
        for (let h = 0; h < i; h++) sum -= matrix[h * n + i] * matrix[h * n + j];
        matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[i * n + i];
      }
    }
    return right => {
      const x = Float64Array.from(right);
      for (let i = 0; i < n; i++) {
        for (let h = 0; h < i; h++) x[i] -= matrix[h * n + i] * x[h];
        x[i] /= matrix[i * n + i];
      }
      for (let i = n - 1; i >= 0; i--) {
        for (let h = i + 1; h < n; h++) x[i] -= matrix[i * n + h] * x[h];
        x[i] /= matrix[i * n + i];
      }
      return x;
    };
  }

  function addSquare(matrix, n, x) {
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) matrix[i * n + j] += x[i] * x[j];
    }
  }

  function dot(x, factors, at, k) {
    let sum = 0;
    for (let f = 0; f < k; f++) sum += x[f] * factors[at + f];
    return sum;
  }

  // (Σ b bᵀ + λI)·(a, b_u) = Σ b·(r − μ − b_i), the bias being a last unknown whose b is 1. `rated` is a list of
  // { item, stars }; without any the person is everybody.
  function foldStars(model, rated) {
    const { k, factors, bias, mean } = model, n = k + 1, matrix = new Float64Array(n * n);
    for (let f = 0; f < n; f++) matrix[f * n + f] = f < k ? model.lambda : model.biasLambda;
    const rows = rated.map(({ item }) => [...factors.subarray(item * k, (item + 1) * k), 1]);
    for (const row of rows) addSquare(matrix, n, row);
    const solve = factorize(matrix, n);
    const residual = ({ item, stars }) => stars - mean - bias[item];
    const parts = rated.map((rating, r) => solve(rows[r].map(x => x * residual(rating))));
    return folded(model, parts, n, item => mean + bias[item]);
  }

  // α·G with G = Σ b bᵀ over all items, once a model.
  function gram(model) {
    if (model.gram) return model.gram;
    const { k, factors, items } = model, sum = new Float64Array(k * k);
    for (let item = 0; item < items; item++) addSquare(sum, k, factors.subarray(item * k, (item + 1) * k));
    return model.gram = sum.map(x => x * model.unclickedWeight);
  }

  // (Σ_clicked b bᵀ + α·G + λ(n + α·items)·I)·a = Σ_clicked b: a rating is a click, whatever its stars.
  function foldClicks(model, rated) {
    const { k, factors, items } = model, matrix = Float64Array.from(gram(model));
    const penalty = model.lambda * (rated.length + model.unclickedWeight * items);
    for (let f = 0; f < k; f++) matrix[f * k + f] += penalty;
    const rows = rated.map(({ item }) => factors.subarray(item * k, (item + 1) * k));
    for (const row of rows) addSquare(matrix, k, row);
    return folded(model, rows.map(factorize(matrix, k)), k, () => 0);
  }

  // What a person is: everybody's score of an item, plus a part for each of their ratings.
  function folded({ k, factors }, parts, n, base) {
    const row = new Float64Array(n);
    for (const part of parts) part.forEach((x, f) => row[f] += x);
    const push = (x, item) => dot(x, factors, item * k, k) + (n > k ? x[k] : 0);
    return { row, base, score: item => base(item) + push(row, item), parts: item => parts.map(x => push(x, item)) };
  }

  // The items with the highest scores, best first; of equal ones the smaller index comes first, as Recommender.TopN.
  function best(items, score, isCandidate, count) {
    const found = [];
    for (let item = 0; item < items; item++) {
      if (!isCandidate(item)) continue;
      const value = score(item);
      if (found.length === count && !(value > found[count - 1].value)) continue;
      let place = found.length;
      while (place > 0 && value > found[place - 1].value) place--;
      found.splice(place, 0, { item, value });
      if (found.length > count) found.pop();
    }
    return found;
  }

  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Titles that hold every word; those that begin with the text first, then those with most ratings.
  function find(titles, counts, text, count) {
    const wanted = plain(text).trim(), words = wanted.split(/\s+/);
    if (wanted === "") return [];
    titles.plain ??= titles.map(plain);
    const starts = item => titles.plain[item].startsWith(wanted) ? 1 : 0;
    return titles.plain.map((_, item) => item).filter(item => words.every(word => titles.plain[item].includes(word)))
      .sort((a, b) => starts(b) - starts(a) || counts[b] - counts[a] || a - b).slice(0, count);
  }

  return { unpack, foldStars, foldClicks, best, find };
})()
