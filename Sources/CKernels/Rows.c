#include "Rows.h"

#include <string.h>

#define FF_DEFINE_ROWS(T, S)                                                                                               \
  void ff_multiply_##S(ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *y, ptrdiff_t y_stride) {      \
    for (ptrdiff_t r = 0; r < rows; r++)                                                                                   \
      for (ptrdiff_t c = 0; c < columns; c++) y[r * y_stride + c] *= x[r * x_stride + c];                                  \
  }                                                                                                                        \
                                                                                                                           \
  void ff_gather_rows_##S(ptrdiff_t rows, ptrdiff_t columns, const ptrdiff_t *indices, const T *x, T *out,                 \
                          ptrdiff_t out_stride) {                                                                          \
    for (ptrdiff_t r = 0; r < rows; r++) {                                                                                 \
      const char *next = (const char *)(x + indices[r + 1 < rows ? r + 1 : r] * columns);                                  \
      for (ptrdiff_t line = 0; line < columns * (ptrdiff_t)sizeof(T); line += 64) __builtin_prefetch(next + line);         \
      memcpy(out + r * out_stride, x + indices[r] * columns, (size_t)columns * sizeof(T));                                 \
    }                                                                                                                      \
  }                                                                                                                        \
                                                                                                                           \
  ptrdiff_t ff_count_same_side_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,          \
                                   ptrdiff_t y_stride, T threshold) {                                                      \
    ptrdiff_t same = 0;                                                                                                    \
    for (ptrdiff_t r = 0; r < rows; r++) {                                                                                 \
      int equal = 1;                                                                                                       \
      for (ptrdiff_t c = 0; c < columns; c++)                                                                              \
        equal &= (t[r * t_stride + c] > threshold) == (y[r * y_stride + c] > threshold);                                   \
      same += equal;                                                                                                       \
    }                                                                                                                      \
    return same;                                                                                                           \
  }                                                                                                                        \
                                                                                                                           \
  void ff_add_squared_residuals_##S(ptrdiff_t rows, ptrdiff_t columns, const T *t, ptrdiff_t t_stride, const T *y,         \
                                    ptrdiff_t y_stride, double *sums) {                                                    \
    for (ptrdiff_t r = 0; r < rows; r++)                                                                                   \
      for (ptrdiff_t c = 0; c < columns; c++) {                                                                            \
        double residual = (double)t[r * t_stride + c] - (double)y[r * y_stride + c];                                       \
        sums[c] += residual * residual;                                                                                    \
      }                                                                                                                    \
  }

FF_DEFINE_ROWS(float, f32)
FF_DEFINE_ROWS(double, f64)
