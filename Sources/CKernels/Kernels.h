// The table of kernels that each instruction set fills.
#ifndef FEEDFORWARD_KERNELS_H
#define FEEDFORWARD_KERNELS_H

#include "CKernels.h"

#pragma clang assume_nonnull begin

#define FF_MEMBER(R, NAME, SWIFT, S, ...) R(*NAME##_##S) FF_PARAMETERS(__VA_ARGS__);
struct ff_kernels {
  const char *name;
  FF_KERNELS(FF_MEMBER, float, f32)
  FF_KERNELS(FF_MEMBER, double, f64)
};
#undef FF_MEMBER

#pragma clang assume_nonnull end

extern const struct ff_kernels ff_kernels_baseline, ff_kernels_avx2, ff_kernels_avx512;

#endif
