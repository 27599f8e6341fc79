// All element-wise work of the engine, work on rows, and products of matrices: one list of kernels.
//
// One text (Kernels.inc) is compiled for float (_f32) and double (_f64), and for each instruction set; the best one the
// processor has is chosen when the program is loaded. The list declares here what Kernels.h makes a table of,
// Kernels.inc fills and Dispatch.c exports. Swift has the kernels as static members of FloatKernels and DoubleKernels.
//
// Every matrix is row-major: row r starts at base + r * stride, and has `columns` scalars. No kernel allocates, locks,
// or reads what it only writes.
#ifndef FEEDFORWARD_CKERNELS_H
#define FEEDFORWARD_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#define FF_SWIFT_NAME(...) __attribute__((swift_name(__VA_ARGS__)))
#define FF_SWIFT_ENUM(NAME) __attribute__((enum_extensibility(closed))) FF_SWIFT_NAME(NAME)

// X(code, name in Activations.inc, name in Swift, whether the slope is computed from a or from z). α is the `alpha`
// argument: the slope of leaky ReLU for z < 0, the scale of ELU; the others ignore it. SELU has its own α = 1.67326…
// and λ = 1.05070….
#define FF_ACTIVATIONS(X)                                                                                              \
  X(FF_IDENTITY, identity, identity, FF_FROM_A)          /* z */                                                       \
  X(FF_LOGISTIC, logistic, logistic, FF_FROM_A)          /* 1 / (1 + e^-z) */                                          \
  X(FF_TANH, tanh, tanh, FF_FROM_A)                                                                                    \
  X(FF_RELU, relu, relu, FF_FROM_A)                      /* z ≥ 0 ? z : -0.0; slope by the sign of a, 1 at z = 0 */    \
  X(FF_LEAKY_RELU, leaky_relu, leakyReLU, FF_FROM_A)     /* z ≥ 0 ? z : α z (α ≥ 0); slope likewise */                 \
  X(FF_ELU, elu, elu, FF_FROM_A)                         /* z > 0 ? z : α (e^z - 1); slope a > 0 ? 1 : a + α */        \
  X(FF_SELU, selu, selu, FF_FROM_A)                      /* z > 0 ? λ z : λ α (e^z - 1); slope a > 0 ? λ : a + λ α */  \
  X(FF_SOFTSIGN, softsign, softsign, FF_FROM_Z)          /* z / (1 + |z|) */                                           \
  X(FF_SOFTPLUS, softplus, softplus, FF_FROM_Z)          /* ln(1 + e^z) */                                             \
  X(FF_SILU, silu, silu, FF_FROM_Z)                      /* z / (1 + e^-z) */                                          \
  X(FF_GELU, gelu, gelu, FF_FROM_Z)                      /* z Φ(z), Φ the normal distribution */                       \
  X(FF_MISH, mish, mish, FF_FROM_Z)                      /* z tanh(ln(1 + e^z)) */                                     \
  X(FF_EXPONENTIAL, exponential, exponential, FF_FROM_A) /* e^z */

enum { FF_FROM_A, FF_FROM_Z };

#define FF_CODE(CODE, NAME, SWIFT, SOURCE) CODE FF_SWIFT_NAME(#SWIFT),
enum FF_SWIFT_ENUM("ActivationCode") ff_activation { FF_ACTIVATIONS(FF_CODE) };
#undef FF_CODE

// X(code, name in Losses.inc, name in Swift): losses of an output t and a target y, r = t - y.
#define FF_LOSSES(X)                                                                                                   \
  X(FF_SQUARED_ERROR, squared_error, squaredError)    /* r² */                                                         \
  X(FF_ABSOLUTE_ERROR, absolute_error, absoluteError) /* |r|, slope 0 at r = 0 */                                      \
  X(FF_HUBER, huber, huber) /* ½ r² where |r| ≤ parameter, else parameter (|r| - ½ parameter) */

// The same for losses of logits z and targets y, which make t of z: nothing overflows but what is too large itself.
#define FF_LOGIT_LOSSES(X)                                                                                             \
  /* t = softmax(z); -Σ y ln t; slope t Σy - y. Finite for any finite z; a term with y = 0 counts 0. */                \
  X(FF_SOFTMAX_CROSS_ENTROPY, softmax_cross_entropy, softmaxCrossEntropy)                                              \
  /* t = logistic(z); -Σ (p y ln t + (1-y) ln(1-t)), p > 0 the weights of the columns, 1 without. */                   \
  X(FF_LOGISTIC_CROSS_ENTROPY, logistic_cross_entropy, logisticCrossEntropy)                                           \
  /* t = e^z; Σ (t - y z); slope t - y. Infinite where e^z is. */                                                      \
  X(FF_POISSON, poisson, poisson)                                                                                      \
  /* z has as many means μ as y columns, then as many logarithms s of variances, which become e^s;                     \
     ½ Σ (s + (μ-y)² e^-s). Where μ = y it is finite for any s. */                                                     \
  X(FF_GAUSSIAN, gaussian, gaussian)

#define FF_CODE(CODE, NAME, SWIFT) CODE FF_SWIFT_NAME(#SWIFT),
enum FF_SWIFT_ENUM("LossCode") ff_loss { FF_LOSSES(FF_CODE) };
enum FF_SWIFT_ENUM("LogitLossCode") ff_logit_loss { FF_LOGIT_LOSSES(FF_CODE) };
#undef FF_CODE

// X(code, name in Updates.inc, name in Swift): rules that move θ by its gradient g and up to two vectors that they
// remember, each number by itself. m and v are their first and second one; the numbers are those of struct ff_step.
#define FF_UPDATES(X)                                                                                                  \
  /* θ ← θ - rate · g */                                                                                               \
  X(FF_DESCENT, descent, descent)                                                                                      \
  /* m ← momentum · m + g;  θ ← θ - rate · m, or with Nesterov θ ← θ - rate · (g + momentum · m) */                    \
  X(FF_MOMENTUM, momentum, momentum)                                                                                   \
  X(FF_NESTEROV, nesterov, nesterov)                                                                                   \
  /* m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;  d = rate · m + gradient_rate · g;                                    \
     θ ← θ - (decay · θ + d / (√v · scale + ε)), with exact square root and division; for Adam at step k, of learning  \
     rate η: rate = η / (1-β1^k), scale = 1 / √(1-β2^k) */                                                             \
  X(FF_ADAM, adam, adam)                                                                                               \
  /* m ← momentum · m + gain · g²;  θ ← θ - rate · g / (√m + ε) */                                                     \
  X(FF_ROOT_MEAN_SQUARE, root_mean_square, rootMeanSquare)                                                             \
  /* θ ← θ - (decay · θ + rate · sign(β1 m + (1-β1) g)), sign(0) = 0;  m ← β2 m + (1-β2) g */                          \
  X(FF_LION, lion, lion)                                                                                               \
  /* m is the gradient before, v the size of steps: v ← min(increase · v, largest) where g and m have one sign,        \
     max(decrease · v, smallest) where they have opposite ones. Then θ ← θ - sign(g) · v and m ← g; but after a change \
     of sign `stay` leaves θ where it is, `undo` puts it back to where it was before the last step, and both m ← 0:    \
     the next step is then taken whatever the sign. */                                                                 \
  X(FF_RPROP_GO_ON, rprop_go_on, rpropGoOn)                                                                            \
  X(FF_RPROP_STAY, rprop_stay, rpropStay)                                                                              \
  X(FF_RPROP_UNDO, rprop_undo, rpropUndo)

#define FF_CODE(CODE, NAME, SWIFT) CODE FF_SWIFT_NAME(#SWIFT),
enum FF_SWIFT_ENUM("UpdateCode") ff_update { FF_UPDATES(FF_CODE) };
#undef FF_CODE

// The numbers of a step, rounded to the scalar type where they are used; each rule reads its own.
struct FF_SWIFT_NAME("StepNumbers") ff_step {
  double rate, gradient_rate FF_SWIFT_NAME("gradientRate"), momentum, beta1, beta2, gain, scale, epsilon, decay;
  double increase, decrease, smallest, largest;
};

// Which of Philox 4x32-10's numbers: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011.
struct FF_SWIFT_NAME("PhiloxStream") ff_stream {
  uint32_t key[2], stream, purpose;
};

// Blocks of four words that are made at once.
#define FF_COUNTERS 16

// A product over so many of k at most is one chain of additions for each element.
#define FF_PRODUCT_DEPTH 256

// Panels of B are this wide: two vectors.
#define FF_PANEL_BYTES 128

// KERNEL(result, name, name in Swift, S, parameters…) for each kernel of scalars T, with S in its name.
#define FF_KERNELS(KERNEL, T, S)                                                                                       \
  /* ---- Activations ---- */                                                                                          \
                                                                                                                       \
  /* a = σ(z). `a` may be `z`. */                                                                                      \
  KERNEL(void, activate, activate, S, (enum ff_activation, f), (T, alpha), FF_SHAPE, FF_IN(T, z), FF_OUT(T, a))        \
  /* δ ← δ ⊙ σ′, where `source` is a or z as FF_ACTIVATIONS says. */                                                   \
  KERNEL(void, multiply_by_slope, multiplyBySlope, S, (enum ff_activation, f), (T, alpha), FF_SHAPE, FF_IN(T, source), \
         FF_OUT(T, delta))                                                                                             \
  /* t = softmax of each row of z. `t` may be `z`. */                                                                  \
  KERNEL(void, softmax, softmax, S, FF_SHAPE, FF_IN(T, z), FF_OUT(T, t))                                               \
  /* δ ← t ⊙ (δ - ⟨δ, t⟩) for each row: the Jacobian of softmax applied to ∂D/∂t. */                                   \
  KERNEL(void, softmax_jacobian, softmaxJacobian, S, FF_SHAPE, FF_IN(T, t), FF_OUT(T, delta))                          \
  /* t[0] = z[0], t[k] = t[k-1] + ln(1 + e^z[k]) in each row: never decreasing. `t` may be `z`. */                     \
  KERNEL(void, increasing, increasing, S, FF_SHAPE, FF_IN(T, z), FF_OUT(T, t))                                         \
  /* δ[k] ← logistic(z[k]) Σ δ[k…], δ[0] ← Σ δ: the Jacobian of that applied to ∂D/∂t. */                              \
  KERNEL(void, increasing_jacobian, increasingJacobian, S, FF_SHAPE, FF_IN(T, z), FF_OUT(T, delta))                    \
  /* out[i] = e^x[i], ln x[i]; `out` may be `x`. */                                                                    \
  KERNEL(void, exp, exp, S, (ptrdiff_t, n), (const T *, x), (T *, out))                                                \
  KERNEL(void, log, log, S, (ptrdiff_t, n), (const T *, x), (T *, out))                                                \
                                                                                                                       \
  /* ---- Losses. `gradient` and `delta` may be NULL ---- */                                                           \
                                                                                                                       \
  /* Returns Σ loss(t, y) over rows and columns; gradient ← scale · ∂loss/∂t. `gradient` may be `t`. */                \
  KERNEL(double, loss, loss, S, (enum ff_loss, kind), (T, parameter), FF_SHAPE, FF_IN(T, t), FF_IN(T, y), (T, scale),  \
         FF_OUT_OR_NULL(T, gradient))                                                                                  \
  /* y has one column, t one for each of the levels q. Returns Σ Σ r (q - [r < 0]), r = y - t; the slope at r = 0 is   \
     0. `gradient` may be `t`. */                                                                                      \
  KERNEL(double, quantile, quantile, S, (const double *, levels), FF_SHAPE, FF_IN(T, t), FF_IN(T, y), (T, scale),      \
         FF_OUT_OR_NULL(T, gradient))                                                                                  \
  /* From logits, by the formulas of FF_LOGIT_LOSSES: z ← t; returns Σ loss over rows; delta ← scale · slope. Shape is \
     that of y. `weights` has one number a column, or is NULL. */                                                      \
  KERNEL(double, logit_loss, logitLoss, S, (enum ff_logit_loss, kind), (const double *_Nullable, weights), FF_SHAPE,   \
         FF_OUT(T, z), FF_IN(T, y), (T, scale), FF_OUT_OR_NULL(T, delta))                                              \
                                                                                                                       \
  /* ---- Rows ---- */                                                                                                 \
                                                                                                                       \
  /* Row r of out ← row indices[r] of x, which has no gaps; a row is fetched while the one before is copied. */        \
  KERNEL(void, gather_rows, gatherRows, S, FF_SHAPE, (const ptrdiff_t *, indices), (const T *, x), FF_OUT(T, out))     \
  /* out[c * out_stride] = Σ x over column c, row after row. */                                                        \
  KERNEL(void, column_sums, columnSums, S, FF_SHAPE, FF_IN(T, x), FF_OUT(T, out))                                      \
  /* out[c * out_stride] = Σ x y over column c, row after row. */                                                      \
  KERNEL(void, column_dots, columnDots, S, FF_SHAPE, FF_IN(T, x), FF_IN(T, y), FF_OUT(T, out))                         \
  /* y ← x ⊙ y. */                                                                                                     \
  KERNEL(void, multiply, multiply, S, FF_SHAPE, FF_IN(T, x), FF_OUT(T, y))                                             \
  /* y ← x + y. */                                                                                                     \
  KERNEL(void, add, add, S, FF_SHAPE, FF_IN(T, x), FF_OUT(T, y))                                                       \
  /* How many rows of t and y have their largest column at the same place; the first one counts. */                    \
  KERNEL(ptrdiff_t, count_same_argmax, countSameArgmax, S, FF_SHAPE, FF_IN(T, t), FF_IN(T, y))                         \
  /* How many rows of t are in every column on the same side of the threshold as y; the threshold itself is below. */  \
  KERNEL(ptrdiff_t, count_same_side, countSameSide, S, FF_SHAPE, FF_IN(T, t), FF_IN(T, y), (T, threshold))             \
  /* sums[c] += Σ (t - y)² over column c, row after row and with each square rounded. */                               \
  KERNEL(void, add_squared_residuals, addSquaredResiduals, S, FF_SHAPE, FF_IN(T, t), FF_IN(T, y), (double *, sums))    \
  /* mask(r, c) = 0 where word (first + c) of row row_numbers[r] is below `least`, else scale. Word u is word u % 4 of \
     the Philox block at the counter (first_block + u / 4, row number, stream, purpose). */                            \
  KERNEL(void, dropout, dropout, S, (struct ff_stream, stream), (uint32_t, first_block), (ptrdiff_t, first),           \
         (uint32_t, least), (T, scale), FF_SHAPE, (const uint32_t *, row_numbers), FF_OUT(T, mask))                    \
  /* The words of the FF_COUNTERS Philox blocks at the counters (first_block, row, stream, purpose), (first_block + 1, \
     …), …, one after another. */                                                                                      \
  KERNEL(void, words, words, S, (struct ff_stream, stream), (uint32_t, first_block), (uint32_t, row),                  \
         (uint32_t *, out))                                                                                            \
  /* Index of the first NaN or infinity in x, or -1. */                                                                \
  KERNEL(ptrdiff_t, first_nonfinite, firstNonfinite, S, (ptrdiff_t, n), (const T *, x))                                \
                                                                                                                       \
  /* Adds Σ θ² to *squares and Σ |θ| to *magnitudes. */                                                                \
  KERNEL(void, penalty, penalty, S, FF_SHAPE, FF_IN(T, theta), (double *, squares), (double *, magnitudes))            \
  /* g ← g + l2 · θ + l1 · sign(θ), sign(0) = 0. */                                                                    \
  KERNEL(void, add_penalty_gradient, addPenaltyGradient, S, FF_SHAPE, (T, l2), (T, l1), FF_IN(T, theta), FF_OUT(T, g)) \
                                                                                                                       \
  /* ---- Updates of parameters ---- */                                                                                \
                                                                                                                       \
  /* A step of a rule, by the formulas of FF_UPDATES. What a rule does not remember is not touched. */                 \
  KERNEL(void, update, update, S, (enum ff_update, rule), (const struct ff_step *, step), (ptrdiff_t, n),              \
         (const T *, g), (T *, m), (T *, v), (T *, theta))                                                             \
  /* x ← x in -limit … limit; a NaN stays. */                                                                          \
  KERNEL(void, clip, clip, S, (ptrdiff_t, n), (T, limit), (T *, x))                                                    \
  /* x ← factor · x. */                                                                                                \
  KERNEL(void, multiply_by, multiplyBy, S, (ptrdiff_t, n), (T, factor), (T *, x))                                      \
                                                                                                                       \
  /* ---- Products ---- */                                                                                             \
                                                                                                                       \
  /* C ← A · B, or with `add` C + A · B, m × k times k × n. A(i, p) stands at a + i * a_row + p * a_k, so it           \
     may also be the transpose of a matrix in memory. B(p, j) stands at b + j / w * b_panel + p * b_k + j % w, w =     \
     FF_PANEL_BYTES / sizeof(T): panels one after another, or with b_panel = w a row-major matrix. C(i, j) stands at   \
     c + i * c_row + j. C must not overlap A or B. The bits of an element depend on its row of A, its column of B and  \
     k alone. 2 m n k operations. */                                                                                   \
  KERNEL(void, product, product, S, (ptrdiff_t, m), (ptrdiff_t, n), (ptrdiff_t, k), (const T *, a),                   \
          (ptrdiff_t, a_row), (ptrdiff_t, a_k), (const T *, b), (ptrdiff_t, b_k), (ptrdiff_t, b_panel), (T *, c),      \
          (ptrdiff_t, c_row), (int, add))                                                                              \
  /* out[c * out_stride + r] = x[r * x_stride + c]; a row of `out` may be filled up to whole vectors with zeros. */    \
  KERNEL(void, transpose, transpose, S, FF_SHAPE, FF_IN(T, x), FF_OUT(T, out))

// Parameters that come together. A pair is a type and a name.
#define FF_SHAPE (ptrdiff_t, rows), (ptrdiff_t, columns)
#define FF_IN(T, NAME) (const T *, NAME), (ptrdiff_t, NAME##_stride)
#define FF_OUT(T, NAME) (T *, NAME), (ptrdiff_t, NAME##_stride)
#define FF_OUT_OR_NULL(T, NAME) (T *_Nullable, NAME), (ptrdiff_t, NAME##_stride)

// Of the pairs: the parameters of a function in C, the arguments of a call, the labels in Swift.
#define FF_PARAMETERS(...) (FF_EACH(FF_PARAMETER, FF_COMMA, __VA_ARGS__))
#define FF_ARGUMENTS(...) (FF_EACH(FF_ARGUMENT, FF_COMMA, __VA_ARGS__))
#define FF_LABELS(...) "(" FF_EACH(FF_LABEL, FF_NOTHING, __VA_ARGS__) ")"
#define FF_PARAMETER(TYPE, NAME) TYPE NAME
#define FF_ARGUMENT(TYPE, NAME) NAME
#define FF_LABEL(TYPE, NAME) "_:"
#define FF_COMMA() ,
#define FF_NOTHING()
#define FF_EACH(M, SEPARATOR, ...)                                                                                     \
  FF_THIRTEENTH(__VA_ARGS__, FF_12, FF_11, FF_10, FF_9, FF_8, FF_7, FF_6, FF_5, FF_4, FF_3, FF_2, FF_1)                \
  (M, SEPARATOR, __VA_ARGS__)
#define FF_THIRTEENTH(A, B, C, D, E, F, G, H, I, J, K, L, M, ...) M
#define FF_1(M, SEPARATOR, PAIR) M PAIR
#define FF_2(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_1(M, SEPARATOR, __VA_ARGS__)
#define FF_3(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_2(M, SEPARATOR, __VA_ARGS__)
#define FF_4(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_3(M, SEPARATOR, __VA_ARGS__)
#define FF_5(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_4(M, SEPARATOR, __VA_ARGS__)
#define FF_6(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_5(M, SEPARATOR, __VA_ARGS__)
#define FF_7(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_6(M, SEPARATOR, __VA_ARGS__)
#define FF_8(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_7(M, SEPARATOR, __VA_ARGS__)
#define FF_9(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_8(M, SEPARATOR, __VA_ARGS__)
#define FF_10(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_9(M, SEPARATOR, __VA_ARGS__)
#define FF_11(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_10(M, SEPARATOR, __VA_ARGS__)
#define FF_12(M, SEPARATOR, PAIR, ...) M PAIR SEPARATOR() FF_11(M, SEPARATOR, __VA_ARGS__)

// Where Swift finds them.
struct FF_SWIFT_NAME("FloatKernels") ff_kernels_of_f32 {};
struct FF_SWIFT_NAME("DoubleKernels") ff_kernels_of_f64 {};
#define FF_SWIFT_f32 "FloatKernels."
#define FF_SWIFT_f64 "DoubleKernels."

#pragma clang assume_nonnull begin

#define FF_DECLARE(R, NAME, SWIFT, S, ...)                                                                             \
  R ff_##NAME##_##S FF_PARAMETERS(__VA_ARGS__) FF_SWIFT_NAME(FF_SWIFT_##S #SWIFT FF_LABELS(__VA_ARGS__));
FF_KERNELS(FF_DECLARE, float, f32)
FF_KERNELS(FF_DECLARE, double, f64)
#undef FF_DECLARE

// Whether the slope of an activation is computed from z rather than from a.
_Bool ff_slope_from_logits(enum ff_activation f) FF_SWIFT_NAME("getter:ActivationCode.slopeNeedsLogits(self:)");

// The instruction set in use: "avx512", "avx2" or "baseline" (SSE2 on x86-64, NEON on arm64). The environment may say
// so by FEEDFORWARD_ISA; else it is the best that the processor has.
const char *ff_kernels_name(void);
const char *ff_kernels_best(void);
// What the environment asked for and cannot be had, or NULL.
const char *_Nullable ff_kernels_refused(void);
// For benchmarks: use another instruction set from now on. Returns 0 and changes nothing if the processor lacks it. Not
// to be called while another thread is in a kernel.
int ff_kernels_use(const char *name);
// For tests: the same for the calling thread alone, whatever others do; NULL returns it to the common choice.
int ff_kernels_use_in_thread(const char *_Nullable name);

// Who multiplies matrices: the kernels here or the BLAS library. The environment may say FEEDFORWARD_PRODUCTS=blas.
enum __attribute__((enum_extensibility(closed))) FF_SWIFT_NAME("ProductPath") ff_product_path {
  FF_OWN_PRODUCTS FF_SWIFT_NAME("own"),
  FF_BLAS_PRODUCTS FF_SWIFT_NAME("blas"),
};
enum ff_product_path ff_product_path(void);
const char *_Nullable ff_product_path_refused(void);
// For benchmarks: from now on.
void ff_product_path_use(enum ff_product_path products);
// For tests: for the calling thread alone, and back to the common choice.
void ff_product_path_use_in_thread(enum ff_product_path products);
void ff_product_path_use_common(void);

#pragma clang assume_nonnull end

#endif
