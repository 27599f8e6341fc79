// Plain work on rows that no training step waits for: products for the user's own activations, counts and sums for metrics.
#ifndef FEEDFORWARD_ROWS_H
#define FEEDFORWARD_ROWS_H

#include <stddef.h>

#define FF_DECLARE_ROWS(T, S)                                                                                              \
  /* y ← x ⊙ y */                                                                                                          \
  void ff_multiply_##S(ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *y, ptrdiff_t y_stride);       \
  /* Rows in which every column of t is on the same side of the threshold as y; the threshold itself is below. */          \
  ptrdiff_t ff_count_same_side_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,          \
                                   ptrdiff_t y_stride, T threshold);                                                       \
  /* sums[c] += Σ (t - y)² over column c */                                                                                \
  void ff_add_squared_residuals_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,         \
                                    ptrdiff_t y_stride, double *sums);

FF_DECLARE_ROWS(float, f32)
FF_DECLARE_ROWS(double, f64)
#undef FF_DECLARE_ROWS

#endif
