// Element-wise work of the engine: activations, softmax rows, losses, optimizer updates.
//
// One text (Kernels.inc) is compiled for float (_f32) and double (_f64), and for each instruction set; the best one that the
// processor has is chosen once, at the first call. Every matrix is row-major: row r starts at base + r * stride, and has
// `columns` scalars. No function allocates, locks after the first call, or reads what it only writes.
#ifndef FEEDFORWARD_CKERNELS_H
#define FEEDFORWARD_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "Products.h"
#include "Rows.h"

// α below is the `alpha` argument: the slope of leaky ReLU for z < 0, the scale of ELU; the others ignore it.
enum ff_activation {
  FF_IDENTITY,    // z                                    slope from a
  FF_LOGISTIC,    // 1 / (1 + e^-z)                       slope from a
  FF_TANH,        //                                      slope from a
  FF_RELU,        // z ≥ 0 ? z : -0.0                     slope from the sign bit of a: 1 at z = 0
  FF_LEAKY_RELU,  // z ≥ 0 ? z : α z (α ≥ 0)              slope from the sign bit of a: 1 at z = 0
  FF_ELU,         // z > 0 ? z : α (e^z - 1)              slope from a: a > 0 ? 1 : a + α
  FF_SOFTSIGN,    // z / (1 + |z|)                        slope from z
  FF_SOFTPLUS,    // ln(1 + e^z)                          slope from z
  FF_SILU,        // z / (1 + e^-z)                       slope from z
  FF_GELU,        // z Φ(z), Φ the normal distribution    slope from z
  FF_EXPONENTIAL, // e^z                                  slope from a
};

enum ff_loss {
  FF_SQUARED_ERROR,   // (t - y)²
  FF_ABSOLUTE_ERROR,  // |t - y|, slope 0 at t = y
  FF_HUBER,           // ½ r² where |r| ≤ parameter, else parameter (|r| - ½ parameter); r = t - y
};

// What Rprop does with a parameter whose gradient has changed its sign, after shortening its step.
enum ff_rprop {
  FF_RPROP_GO_ON,  // takes the shorter step at once
  FF_RPROP_STAY,   // leaves it where it is
  FF_RPROP_UNDO,   // puts it back to where it was before the last step
};

// Which of Philox 4x32-10's numbers: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011.
struct ff_stream {
  uint32_t key[2], stream, purpose;
};

#define FF_DECLARE(T, S)                                                                                                   \
  /* a = σ(z). `a` may be `z`. */                                                                                          \
  void ff_activate_##S(enum ff_activation, T alpha, ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride,     \
                       T *a, ptrdiff_t a_stride);                                                                          \
  /* δ ← δ ⊙ σ′, where `source` is a or z as the activation says. */                                                       \
  void ff_multiply_by_slope_##S(enum ff_activation, T alpha, ptrdiff_t rows, ptrdiff_t columns, const T *source,           \
                                ptrdiff_t source_stride, T *delta, ptrdiff_t delta_stride);                                \
  /* t = softmax of each row of z. `t` may be `z`. */                                                                      \
  void ff_softmax_##S(ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *t, ptrdiff_t t_stride);        \
  /* δ ← t ⊙ (δ - ⟨δ, t⟩) for each row: the Jacobian of softmax applied to ∂D/∂t. */                                       \
  void ff_softmax_jacobian_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, T *delta,                \
                               ptrdiff_t delta_stride);                                                                    \
  /* out[r] = ln Σ e^z over row r. */                                                                                      \
  void ff_log_sum_exp_##S(ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *out);                      \
  /* Returns Σ loss(t, y) over rows and columns; gradient ← scale · ∂loss/∂t unless it is NULL. `gradient` may be `t`. */  \
  double ff_loss_##S(enum ff_loss, T parameter, ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride,         \
                     const T *y, ptrdiff_t y_stride, T scale, T *gradient, ptrdiff_t gradient_stride);                     \
  /* From logits: z ← t = softmax(z); returns -Σ Σ y ln t; delta ← scale (t Σy - y) unless it is NULL. Finite for any      \
     finite z; a term with y = 0 counts 0. */                                                                              \
  double ff_softmax_cross_entropy_##S(ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y,             \
                                      ptrdiff_t y_stride, T scale, T *delta, ptrdiff_t delta_stride);                      \
  /* From logits: z ← t = logistic(z); returns -Σ Σ (y ln t + (1-y) ln(1-t)); delta ← scale (t - y) unless it is NULL. */  \
  double ff_logistic_cross_entropy_##S(ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y,            \
                                       ptrdiff_t y_stride, T scale, T *delta, ptrdiff_t delta_stride);                     \
  /* The same with weights p > 0, one for each column: -Σ Σ (p y ln t + (1-y) ln(1-t)). */                                 \
  double ff_weighted_cross_entropy_##S(const double *weights, ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, \
                                       const T *y, ptrdiff_t y_stride, T scale, T *delta, ptrdiff_t delta_stride);         \
  /* From logits: z ← t = e^z; returns Σ Σ (t - y z); delta ← scale (t - y) unless it is NULL. Infinite where e^z is. */   \
  double ff_poisson_##S(ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride,       \
                        T scale, T *delta, ptrdiff_t delta_stride);                                                        \
  /* z has `columns` means μ, then as many logarithms s of variances, which become e^s; returns ½ Σ Σ (s + (μ-y)² e^-s);   \
     delta ← scale · ∂/∂(μ, s) unless it is NULL. Where μ = y it is finite for any s. */                                   \
  double ff_gaussian_##S(ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride,      \
                         T scale, T *delta, ptrdiff_t delta_stride);                                                       \
  /* t[0] = z[0], t[k] = t[k-1] + ln(1 + e^z[k]) in each row: never decreasing. `t` may be `z`. */                         \
  void ff_increasing_##S(ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *t, ptrdiff_t t_stride);     \
  /* δ[k] ← logistic(z[k]) Σ δ[k…], δ[0] ← Σ δ: the Jacobian of that applied to ∂D/∂t. */                                  \
  void ff_increasing_jacobian_##S(ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *delta,             \
                                  ptrdiff_t delta_stride);                                                                 \
  /* y has one column, t one for each of the levels q. Returns Σ Σ r (q - [r < 0]), r = y - t; gradient ← scale · ∂/∂t,    \
     0 at r = 0, unless it is NULL. `gradient` may be `t`. */                                                              \
  double ff_quantile_##S(const double *levels, ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride,          \
                         const T *y, ptrdiff_t y_stride, T scale, T *gradient, ptrdiff_t gradient_stride);                 \
  /* Row r of out ← row indices[r] of x, which has no gaps; each row is fetched while the one before is copied. */         \
  void ff_gather_rows_##S(ptrdiff_t rows, ptrdiff_t columns, const ptrdiff_t *indices, const T *x, T *out,                 \
                          ptrdiff_t out_stride);                                                                           \
  /* out[c * out_stride] = Σ x over column c, row after row */                                                             \
  void ff_column_sums_##S(ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *out,                       \
                          ptrdiff_t out_stride);                                                                           \
  /* Rows in which t and y have their largest column at the same place; the first one counts. */                           \
  ptrdiff_t ff_count_same_argmax_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,        \
                                     ptrdiff_t y_stride);                                                                  \
  /* θ ← θ - rate · g */                                                                                                   \
  void ff_sgd_##S(ptrdiff_t n, T rate, const T *g, T *theta);                                                              \
  /* v ← momentum · v + g;  θ ← θ - rate · v, or with nesterov θ ← θ - rate · (g + momentum · v) */                        \
  void ff_momentum_##S(ptrdiff_t n, T rate, T momentum, int nesterov, const T *g, T *v, T *theta);                         \
  /* m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;  d = moment_step · m + gradient_step · g;                                 \
     θ ← θ - (decay · θ + d / (√v · scale + ε)), with exact square root and division; for Adam at step k:                  \
     moment_step = rate / (1-β1^k), scale = 1 / √(1-β2^k). */                                                              \
  void ff_adam_##S(ptrdiff_t n, T moment_step, T gradient_step, T beta1, T beta2, T scale, T epsilon, T decay, const T *g, \
                   T *m, T *v, T *theta);                                                                                  \
  /* s ← decay · s + gain · g²;  θ ← θ - rate · g / (√s + ε) */                                                            \
  void ff_root_mean_square_##S(ptrdiff_t n, T rate, T decay, T gain, T epsilon, const T *g, T *s, T *theta);               \
  /* θ ← θ - (decay · θ + rate · sign(β1 m + (1-β1) g)), sign(0) = 0;  m ← β2 m + (1-β2) g */                              \
  void ff_lion_##S(ptrdiff_t n, T rate, T beta1, T beta2, T decay, const T *g, T *m, T *theta);                            \
  /* x ← x in -limit … limit; a NaN stays. */                                                                              \
  void ff_clip_##S(ptrdiff_t n, T limit, T *x);                                                                            \
  /* x ← factor · x */                                                                                                     \
  void ff_multiply_by_##S(ptrdiff_t n, T factor, T *x);                                                                    \
  /* Size ← min(increase · size, largest) where g and `previous` have one sign, max(decrease · size, smallest) where they   \
     have opposite ones; then θ ← θ - sign(g) · size, but where signs changed as `turn` says. previous ← g, but 0 where     \
     signs changed, unless going on: the next step is then taken whatever the sign. */                                     \
  void ff_rprop_##S(ptrdiff_t n, enum ff_rprop turn, T increase, T decrease, T smallest, T largest, const T *g,            \
                    T *previous, T *size, T *theta);                                                                       \
  /* Adds Σ θ² to *squares and Σ |θ| to *magnitudes. */                                                                    \
  void ff_penalty_##S(ptrdiff_t rows, ptrdiff_t columns, const T *theta, ptrdiff_t stride, double *squares,                \
                      double *magnitudes);                                                                                 \
  /* g ← g + l2 · θ + l1 · sign(θ), sign(0) = 0 */                                                                         \
  void ff_add_penalty_gradient_##S(ptrdiff_t rows, ptrdiff_t columns, T l2, T l1, const T *theta, ptrdiff_t stride, T *g,  \
                                   ptrdiff_t g_stride);                                                                    \
  /* mask(r, c) = 0 where word (first + c) of row row_numbers[r] is below `least`, else scale. Word u is word u % 4 of the  \
     Philox block at the counter (first_block + u / 4, row number, stream, purpose). */                                    \
  void ff_dropout_##S(struct ff_stream, uint32_t first_block, ptrdiff_t first, uint32_t least, T scale, ptrdiff_t rows,    \
                      ptrdiff_t columns, const uint32_t *row_numbers, T *mask, ptrdiff_t mask_stride);                     \
  /* Index of the first NaN or infinity in x, or -1. */                                                                    \
  ptrdiff_t ff_first_nonfinite_##S(ptrdiff_t n, const T *x);                                                               \
  /* out[i] = e^x[i], ln x[i]; `out` may be `x`. */                                                                        \
  void ff_exp_##S(ptrdiff_t n, const T *x, T *out);                                                                        \
  void ff_log_##S(ptrdiff_t n, const T *x, T *out);

FF_DECLARE(float, f32)
FF_DECLARE(double, f64)
#undef FF_DECLARE

// The instruction set in use: "avx512", "avx2" or "baseline".
const char *ff_kernels_name(void);
// For benchmarks: use another instruction set from now on. Returns 0 and changes nothing if the processor lacks it. Not to
// be called while another thread is in a kernel.
int ff_kernels_use(const char *name);
// For tests: the same for the calling thread alone, whatever others do; NULL returns it to the common choice.
int ff_kernels_use_in_thread(const char *name);

#endif
