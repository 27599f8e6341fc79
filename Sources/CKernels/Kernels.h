// The table of kernels that each instruction set fills.
#ifndef FEEDFORWARD_KERNELS_H
#define FEEDFORWARD_KERNELS_H

#include "CKernels.h"

// X(return type, name, parameters, arguments) for each function of CKernels.h.
#define FF_FUNCTIONS(X, T, S)                                                                                              \
  X(void, activate, S,                                                                                                     \
    (enum ff_activation f, T alpha, ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *a,               \
     ptrdiff_t a_stride),                                                                                                  \
    (f, alpha, rows, columns, z, z_stride, a, a_stride))                                                                   \
  X(void, multiply_by_slope, S,                                                                                            \
    (enum ff_activation f, T alpha, ptrdiff_t rows, ptrdiff_t columns, const T *source, ptrdiff_t source_stride, T *delta, \
     ptrdiff_t delta_stride),                                                                                              \
    (f, alpha, rows, columns, source, source_stride, delta, delta_stride))                                                 \
  X(void, softmax, S,                                                                                                      \
    (ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *t, ptrdiff_t t_stride),                         \
    (rows, columns, z, z_stride, t, t_stride))                                                                             \
  X(void, softmax_jacobian, S,                                                                                             \
    (ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, T *delta, ptrdiff_t delta_stride),                 \
    (rows, columns, t, t_stride, delta, delta_stride))                                                                     \
  X(void, log_sum_exp, S, (ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *out),                     \
    (rows, columns, z, z_stride, out))                                                                                     \
  X(double, loss, S,                                                                                                       \
    (enum ff_loss kind, T parameter, ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,        \
     ptrdiff_t y_stride, T scale, T *gradient, ptrdiff_t gradient_stride),                                                 \
    (kind, parameter, rows, columns, t, t_stride, y, y_stride, scale, gradient, gradient_stride))                          \
  X(double, softmax_cross_entropy, S,                                                                                      \
    (ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride, T scale, T *delta,       \
     ptrdiff_t delta_stride),                                                                                              \
    (rows, columns, z, z_stride, y, y_stride, scale, delta, delta_stride))                                                 \
  X(double, logistic_cross_entropy, S,                                                                                     \
    (ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride, T scale, T *delta,       \
     ptrdiff_t delta_stride),                                                                                              \
    (rows, columns, z, z_stride, y, y_stride, scale, delta, delta_stride))                                                 \
  X(double, weighted_cross_entropy, S,                                                                                     \
    (const double *weights, ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride,   \
     T scale, T *delta, ptrdiff_t delta_stride),                                                                           \
    (weights, rows, columns, z, z_stride, y, y_stride, scale, delta, delta_stride))                                        \
  X(double, poisson, S,                                                                                                    \
    (ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride, T scale, T *delta,       \
     ptrdiff_t delta_stride),                                                                                              \
    (rows, columns, z, z_stride, y, y_stride, scale, delta, delta_stride))                                                 \
  X(double, gaussian, S,                                                                                                   \
    (ptrdiff_t rows, ptrdiff_t columns, T *z, ptrdiff_t z_stride, const T *y, ptrdiff_t y_stride, T scale, T *delta,       \
     ptrdiff_t delta_stride),                                                                                              \
    (rows, columns, z, z_stride, y, y_stride, scale, delta, delta_stride))                                                 \
  X(void, increasing, S,                                                                                                   \
    (ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *t, ptrdiff_t t_stride),                         \
    (rows, columns, z, z_stride, t, t_stride))                                                                             \
  X(void, increasing_jacobian, S,                                                                                          \
    (ptrdiff_t rows, ptrdiff_t columns, const T *z, ptrdiff_t z_stride, T *delta, ptrdiff_t delta_stride),                 \
    (rows, columns, z, z_stride, delta, delta_stride))                                                                     \
  X(double, quantile, S,                                                                                                   \
    (const double *levels, ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,                  \
     ptrdiff_t y_stride, T scale, T *gradient, ptrdiff_t gradient_stride),                                                 \
    (levels, rows, columns, t, t_stride, y, y_stride, scale, gradient, gradient_stride))                                   \
  X(void, gather_rows, S,                                                                                                  \
    (ptrdiff_t rows, ptrdiff_t columns, const ptrdiff_t *indices, const T *x, T *out, ptrdiff_t out_stride),               \
    (rows, columns, indices, x, out, out_stride))                                                                          \
  X(void, column_sums, S,                                                                                                  \
    (ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *out, ptrdiff_t out_stride),                     \
    (rows, columns, x, x_stride, out, out_stride))                                                                         \
  X(ptrdiff_t, count_same_argmax, S,                                                                                       \
    (ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y, ptrdiff_t y_stride),                   \
    (rows, columns, t, t_stride, y, y_stride))                                                                             \
  X(void, sgd, S, (ptrdiff_t n, T rate, const T *g, T *theta), (n, rate, g, theta))                                        \
  X(void, momentum, S, (ptrdiff_t n, T rate, T mu, int nesterov, const T *g, T *v, T *theta),                              \
    (n, rate, mu, nesterov, g, v, theta))                                                                                  \
  X(void, adam, S,                                                                                                         \
    (ptrdiff_t n, T moment_step, T gradient_step, T beta1, T beta2, T scale, T epsilon, T decay, const T *g, T *m, T *v,   \
     T *theta),                                                                                                            \
    (n, moment_step, gradient_step, beta1, beta2, scale, epsilon, decay, g, m, v, theta))                                  \
  X(void, root_mean_square, S,                                                                                             \
    (ptrdiff_t n, T rate, T decay, T gain, T epsilon, const T *g, T *s, T *theta),                                         \
    (n, rate, decay, gain, epsilon, g, s, theta))                                                                          \
  X(void, lion, S, (ptrdiff_t n, T rate, T beta1, T beta2, T decay, const T *g, T *m, T *theta),                           \
    (n, rate, beta1, beta2, decay, g, m, theta))                                                                           \
  X(void, clip, S, (ptrdiff_t n, T limit, T *x), (n, limit, x))                                                            \
  X(void, multiply_by, S, (ptrdiff_t n, T factor, T *x), (n, factor, x))                                                   \
  X(void, rprop, S,                                                                                                        \
    (ptrdiff_t n, enum ff_rprop turn, T increase, T decrease, T smallest, T largest, const T *g, T *previous, T *size,     \
     T *theta),                                                                                                            \
    (n, turn, increase, decrease, smallest, largest, g, previous, size, theta))                                            \
  X(void, penalty, S,                                                                                                      \
    (ptrdiff_t rows, ptrdiff_t columns, const T *theta, ptrdiff_t stride, double *squares, double *magnitudes),            \
    (rows, columns, theta, stride, squares, magnitudes))                                                                   \
  X(void, dropout, S,                                                                                                      \
    (struct ff_stream stream, uint32_t first_block, ptrdiff_t first, uint32_t least, T scale, ptrdiff_t rows,              \
     ptrdiff_t columns, const uint32_t *row_numbers, T *mask, ptrdiff_t mask_stride),                                      \
    (stream, first_block, first, least, scale, rows, columns, row_numbers, mask, mask_stride))                             \
  X(void, add_penalty_gradient, S,                                                                                         \
    (ptrdiff_t rows, ptrdiff_t columns, T l2, T l1, const T *theta, ptrdiff_t stride, T *g, ptrdiff_t g_stride),           \
    (rows, columns, l2, l1, theta, stride, g, g_stride))                                                                   \
  X(ptrdiff_t, first_nonfinite, S, (ptrdiff_t n, const T *x), (n, x))                                                      \
  X(void, exp, S, (ptrdiff_t n, const T *x, T *out), (n, x, out))                                                          \
  X(void, log, S, (ptrdiff_t n, const T *x, T *out), (n, x, out))

// Those of Products.h, for the instruction sets that have them.
#define FF_PRODUCTS(X, T, S)                                                                                               \
  X(void, product, S,                                                                                                      \
    (ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const T *a, ptrdiff_t a_row, ptrdiff_t a_k, const T *b, ptrdiff_t b_k,         \
     ptrdiff_t b_panel, T *c, ptrdiff_t c_row, int add),                                                                   \
    (m, n, k, a, a_row, a_k, b, b_k, b_panel, c, c_row, add))                                                              \
  X(void, transpose, S,                                                                                                    \
    (ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *out, ptrdiff_t out_stride),                     \
    (rows, columns, x, x_stride, out, out_stride))

#define FF_MEMBER(R, NAME, S, PARAMETERS, ARGUMENTS) R(*NAME##_##S) PARAMETERS;
struct ff_kernels {
  const char *name;
  FF_FUNCTIONS(FF_MEMBER, float, f32)
  FF_FUNCTIONS(FF_MEMBER, double, f64)
  FF_PRODUCTS(FF_MEMBER, float, f32)
  FF_PRODUCTS(FF_MEMBER, double, f64)
};
#undef FF_MEMBER

extern const struct ff_kernels ff_kernels_baseline, ff_kernels_avx2, ff_kernels_avx512;

#endif
