#include "reference.h"

#include <math.h>

// ---- Activations ----

long double logistic(long double z) { return 1 / (1 + expl(-z)); }
long double softplus(long double z) { return fmaxl(z, 0) + log1pl(expl(-fabsl(z))); }
static long double normal(long double z) { return erfcl(-z * sqrtl(0.5L)) / 2; }
static long double density(long double z) { return expl(-z * z / 2) * 0.398942280401432677939946L; }
static long double soft_tanh(long double z) { return tanhl(softplus(z)); }

#define LAMBDA 1.0507009873554804934193L
#define LAMBDA_ALPHA 1.7580993408473768599402L
#define FROM_Z {0, 0}

// Bounds of values are those of Tests/Exhaustive, and one more for ELU, whose α is 1 there. A subnormal power is
// rounded like any other, so that ranges of z go beyond where e^z is 0; GELU's ends where the rounding of z √½ in long
// double would show.
#define ACTIVATION(NAME, VALUE, FIRST, SECOND, ...)                                                                    \
  static long double NAME##_value(long double x) { return VALUE; }                                                     \
  static struct terms NAME##_slope(long double x) { return (void)x, (struct terms){FIRST, SECOND}; }                   \
  const struct activation activation_##NAME = {NAME##_value, NAME##_slope, __VA_ARGS__};

ACTIVATION(identity, x, 1, 0, {-9, 9}, {-9, 9}, {-9, 9}, 0, 0)
ACTIVATION(logistic, logistic(x), x * (1 - x), 0, {-110, 40}, {-750, 60}, {0, 1}, 2.5, 3)
ACTIVATION(tanh, tanhl(x), (1 - x) * (1 + x), 0, {-12, 12}, {-25, 25}, {-1, 1}, 2.5, 4)
ACTIVATION(relu, x < 0 ? 0 : x, !signbit(x), 0, {-9, 9}, {-9, 9}, {-9, 9}, 0, 0)
ACTIVATION(leaky_relu, x < 0 ? ALPHA * x : x, signbit(x) ? ALPHA : 1, 0, {-9, 9}, {-9, 9}, {-9, 9}, 0.5, 0.5)
ACTIVATION(elu, x > 0 ? x : ALPHA * expm1l(x), x > 0 ? 1 : x + ALPHA, 0, {-40, 4}, {-60, 4}, {-ALPHA, 2}, 2.5, 2)
ACTIVATION(selu, x > 0 ? LAMBDA * x : LAMBDA_ALPHA * expm1l(x), x > 0 ? LAMBDA : LAMBDA_ALPHA, x > 0 ? 0 : x, {-40, 4},
           {-60, 4}, {-1.75, 2}, 2.5, 3)
ACTIVATION(softsign, isinf(x) ? copysignl(1, x) : x / (1 + fabsl(x)), 1 / ((1 + fabsl(x)) * (1 + fabsl(x))), 0,
           {-50, 50}, {-50, 50}, FROM_Z, 2.5, 6)
ACTIVATION(softplus, softplus(x), logistic(x), 0, {-110, 50}, {-750, 50}, FROM_Z, 2.5, 6)
ACTIVATION(silu, x == -INFINITY ? 0 : x * logistic(x), logistic(x), x * logistic(x) * logistic(-x), {-120, 50},
           {-760, 50}, FROM_Z, 2.5, 16)
ACTIVATION(gelu, x == -INFINITY ? 0 : x * normal(x), normal(x), x * density(x), {-13, 9}, {-13, 9}, FROM_Z, 4, 16)
ACTIVATION(mish, x == -INFINITY ? 0 : x * soft_tanh(x), soft_tanh(x),
           x * logistic(x) * (1 - soft_tanh(x) * soft_tanh(x)), {-120, 50}, {-760, 50}, FROM_Z, 4, 34)
ACTIVATION(exponential, expl(x), x, 0, {-110, 80}, {-750, 80}, {0, 9}, 1.5, 0.5)

// ---- Losses ----

#define LOSS(NAME, VALUE, SLOPE, BOUND)                                                                                \
  static long double NAME##_value(long double r) { return VALUE; }                                                     \
  static long double NAME##_slope(long double r) { return SLOPE; }                                                     \
  const struct loss loss_##NAME = {NAME##_value, NAME##_slope, BOUND};

// Squares are made in double; the others round r.
LOSS(squared_error, r * r, 2 * r, 0)
LOSS(absolute_error, fabsl(r), (r > 0) - (r < 0), 1)
LOSS(huber, fabsl(r) <= CORNER ? r * r / 2 : CORNER * (fabsl(r) - CORNER / 2), fmaxl(-CORNER, fminl(CORNER, r)), 2)

// The bounds: an exponential has 3 roundings, a logistic function and a logarithm of 1 + e^z 5, and whatever is made of
// them as many more as it has operations. Differences of logits are exact in the harness.
#define LOGIT_LOSS(NAME, ...)                                                                                          \
  static void NAME(int columns, const long double *z, const long double *y, const double *weights,                     \
                   struct logit_row *row);                                                                             \
  const struct logit_loss logit_loss_##NAME = {NAME, __VA_ARGS__};                                                     \
  static void NAME(int columns, const long double *z, const long double *y, const double *weights,                     \
                   struct logit_row *row)

LOGIT_LOSS(softmax_cross_entropy, 1, 1e4, 1, 8, 12, 4) {
  (void)weights;
  long double most = -INFINITY, sum = 0, all = 0;
  for (int c = 0; c < columns; c++) most = fmaxl(most, z[c]), all += y[c];
  for (int c = 0; c < columns; c++) sum += expl(z[c] - most);
  for (int c = 0; c < columns; c++) {
    row->t[c] = expl(z[c] - most) / sum;
    row->slope[c] = row->t[c] * all - y[c];
    row->slope_size[c] = row->t[c] * all + y[c];
    row->loss += y[c] * (most - z[c] + logl(sum));
    row->loss_size += y[c] * (most - z[c] + logl(sum) + 1);
  }
}

LOGIT_LOSS(logistic_cross_entropy, 1, 1e4, 1, 2.5, 10, 6) {
  for (int c = 0; c < columns; c++) {
    long double yes = y[c] * (weights ? weights[c] : 1), no = 1 - y[c];
    row->t[c] = logistic(z[c]);
    row->slope[c] = row->t[c] * (yes + no) - yes;
    row->slope_size[c] = row->t[c] * (yes + no) + yes;
    row->loss += yes * softplus(-z[c]) + no * softplus(z[c]);
  }
}

LOGIT_LOSS(poisson, 1, 0, 9, 1.5, 6, 4) {
  (void)weights;
  for (int c = 0; c < columns; c++) {
    row->t[c] = expl(z[c]);
    row->slope[c] = row->t[c] - y[c];
    row->slope_size[c] = row->t[c] + y[c];
    row->loss += row->t[c] - y[c] * z[c];
    row->loss_size += row->t[c] + fabsl(y[c] * z[c]);
  }
}

LOGIT_LOSS(gaussian, 2, 0, 6, 1.5, 14, 10) {
  (void)weights;
  for (int c = 0; c < columns; c++) {
    long double r = z[c] - y[c], s = z[columns + c], square = r * r * expl(-s);
    row->t[c] = z[c];
    row->t[columns + c] = expl(s);
    row->slope[c] = r * expl(-s);
    row->slope[columns + c] = (1 - square) / 2;
    row->slope_size[columns + c] = (1 + square) / 2;
    row->loss += (s + square) / 2;
    row->loss_size += (fabsl(s) + square) / 2;
  }
}

// ---- Updates ----

const struct ff_step step_numbers = {
    .rate = 0x1.9p-5, .gradient_rate = 0x1.3p-6, .momentum = 0.8125, .beta1 = 0.75, .beta2 = 0.9375, .gain = 0x1.1p-3,
    .scale = 1.3125, .epsilon = 0x1.8p-10, .decay = 0x1.4p-4, .increase = 1.25, .decrease = 0.5, .smallest = 0.25,
    .largest = 1.5};

#define UPDATE(NAME, ...)                                                                                              \
  static void NAME(long double g, struct parameter *p, struct parameter *size);                                        \
  const struct update update_##NAME = {NAME, __VA_ARGS__};                                                             \
  static void NAME(long double g, struct parameter *p, struct parameter *size)

static const struct ff_step *const s = &step_numbers;

static int sign(long double x) { return (x > 0) - (x < 0); }

UPDATE(descent, 2, 0) {
  size->theta = fabsl(p->theta) + s->rate * fabsl(g);
  p->theta -= s->rate * g;
}

static void gain_velocity(long double g, struct parameter *p, struct parameter *size) {
  size->m = s->momentum * fabsl(p->m) + fabsl(g);
  p->m = s->momentum * p->m + g;
}
UPDATE(momentum, 4, 0) {
  gain_velocity(g, p, size);
  size->theta = fabsl(p->theta) + s->rate * size->m;
  p->theta -= s->rate * p->m;
}
UPDATE(nesterov, 6, 0) {
  gain_velocity(g, p, size);
  size->theta = fabsl(p->theta) + s->rate * (fabsl(g) + s->momentum * size->m);
  p->theta -= s->rate * (g + s->momentum * p->m);
}

UPDATE(adam, 12, 0) {
  size->m = s->beta1 * fabsl(p->m) + (1 - s->beta1) * fabsl(g);
  p->m = s->beta1 * p->m + (1 - s->beta1) * g;
  p->v = s->beta2 * p->v + (1 - s->beta2) * g * g;
  long double width = sqrtl(p->v) * s->scale + s->epsilon;
  size->theta = (1 + s->decay) * fabsl(p->theta) + (s->rate * size->m + s->gradient_rate * fabsl(g)) / width;
  p->theta -= s->decay * p->theta + (s->rate * p->m + s->gradient_rate * g) / width;
}

UPDATE(root_mean_square, 8, 0) {
  p->m = s->momentum * p->m + s->gain * g * g;
  long double step = s->rate * g / (sqrtl(p->m) + s->epsilon);
  size->theta = fabsl(p->theta) + fabsl(step);
  p->theta -= step;
}

UPDATE(lion, 3, 1) {
  int direction = sign(s->beta1 * p->m + (1 - s->beta1) * g);
  size->theta = (1 + s->decay) * fabsl(p->theta) + s->rate;
  p->theta -= s->decay * p->theta + s->rate * direction;
  size->m = s->beta2 * fabsl(p->m) + (1 - s->beta2) * fabsl(g);
  p->m = s->beta2 * p->m + (1 - s->beta2) * g;
}

static void resilient(int goes_on, int undoes, long double g, struct parameter *p, struct parameter *size) {
  long double before = p->v;
  int turns = sign(g) * sign(p->m);
  if (turns > 0) p->v = fminl(s->increase * p->v, s->largest);
  if (turns < 0) p->v = fmaxl(s->decrease * p->v, s->smallest);
  long double move = goes_on || turns >= 0 ? p->v : undoes ? before : 0;
  size->theta = fabsl(p->theta) + move;
  p->theta -= sign(g) * move;
  p->m = goes_on || turns >= 0 ? g : 0;
}
UPDATE(rprop_go_on, 2, 1) { resilient(1, 0, g, p, size); }
UPDATE(rprop_stay, 2, 1) { resilient(0, 0, g, p, size); }
UPDATE(rprop_undo, 2, 1) { resilient(0, 1, g, p, size); }

// ---- Numbers of dropout ----

void philox(const struct ff_stream *stream, uint32_t block, uint32_t row, uint32_t words[4]) {
  uint32_t x[4] = {block, row, stream->stream, stream->purpose};
  uint32_t key[2] = {stream->key[0], stream->key[1]};
  for (int round = 0; round < 10; round++) {
    uint64_t first = 0xD2511F53ull * x[0], second = 0xCD9E8D57ull * x[2];
    x[0] = (uint32_t)(second >> 32) ^ x[1] ^ key[0];
    x[1] = (uint32_t)second;
    x[2] = (uint32_t)(first >> 32) ^ x[3] ^ key[1];
    x[3] = (uint32_t)first;
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  for (int i = 0; i < 4; i++) words[i] = x[i];
}
