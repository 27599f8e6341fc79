// Products of matrices, only where the processor has AVX-512: OpenBLAS may know such a processor by its AVX2 alone, and packs
// what need not be packed. ff_have_products says whether the others may be called.
#ifndef FEEDFORWARD_PRODUCTS_H
#define FEEDFORWARD_PRODUCTS_H

#include <stddef.h>

// Panels of B are this wide: two vectors.
#define FF_PANEL_BYTES 128

// Whether the instruction set in use has products.
int ff_have_products(void);

#define FF_DECLARE_PRODUCTS(T, S)                                                                                          \
  /* C ← A · B, or with `add` C + A · B, m × k times k × n. A(i, p) stands at a + i * a_row + p * a_k, so either operand of a transpose will do.    \
     B(p, j) stands at b + j / w * b_panel + p * b_k + j % w, w = FF_PANEL_BYTES / sizeof(T): panels one after another, or \
     with b_panel = w a row-major matrix. C(i, j) stands at c + i * c_row + j. C must not overlap A or B. The bits of an   \
     element depend on its row of A, its column of B and k alone. 2 m n k operations. */                                   \
  void ff_product_##S(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const T *a, ptrdiff_t a_row, ptrdiff_t a_k, const T *b,       \
                      ptrdiff_t b_k, ptrdiff_t b_panel, T *c, ptrdiff_t c_row, int add);                                   \
  /* out[c * out_stride + r] = x[r * x_stride + c]; a row of `out` may be filled up to whole vectors with zeros. */         \
  void ff_transpose_##S(ptrdiff_t rows, ptrdiff_t columns, const T *x, ptrdiff_t x_stride, T *out, ptrdiff_t out_stride);

FF_DECLARE_PRODUCTS(float, f32)
FF_DECLARE_PRODUCTS(double, f64)
#undef FF_DECLARE_PRODUCTS

#endif
