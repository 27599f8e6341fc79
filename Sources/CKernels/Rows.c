#include "Rows.h"

#define FF_DEFINE_ROWS(T, S)                                                                                               \
  void ff_multiply_##S(ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *y, ptrdiff_t y_stride) {      \
    for (ptrdiff_t r = 0; r < rows; r++)                                                                                   \
      for (ptrdiff_t c = 0; c < columns; c++) y[r * y_stride + c] *= x[r * x_stride + c];                                  \
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
