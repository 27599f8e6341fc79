// Chooses the instruction set when the program is loaded; an exported function jumps through the table.
#include "Kernels.h"

#include <stdatomic.h>
#include <string.h>

static _Atomic(const struct ff_kernels *) common = &ff_kernels_baseline;
#ifdef __linux__
__attribute__((tls_model("initial-exec")))  // a load instead of a call, at each kernel
#endif
static _Thread_local const struct ff_kernels *own;  // NULL but in tests

// Best first. __builtin_cpu_supports also asks whether the system saves the wide registers.
static const struct ff_kernels *find(const char *name) {
#ifdef __x86_64__
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
  if (avx512 && (!name || !strcmp(name, "avx512"))) return &ff_kernels_avx512;
  if (avx2 && (!name || !strcmp(name, "avx2"))) return &ff_kernels_avx2;
#endif
  return !name || !strcmp(name, "baseline") ? &ff_kernels_baseline : NULL;
}

__attribute__((constructor)) static void choose(void) { atomic_store(&common, find(NULL)); }

static inline const struct ff_kernels *kernels(void) {
  return own ? own : atomic_load_explicit(&common, memory_order_relaxed);
}

const char *ff_kernels_name(void) { return kernels()->name; }

int ff_kernels_use(const char *name) {
  const struct ff_kernels *table = name ? find(name) : NULL;
  if (table) atomic_store_explicit(&common, table, memory_order_relaxed);
  return table != NULL;
}

int ff_kernels_use_in_thread(const char *name) {
  const struct ff_kernels *table = name ? find(name) : NULL;
  if (table || !name) own = table;
  return table || !name;
}

#define FF_EXPORT(R, NAME, SWIFT, S, ...)                                                                              \
  R ff_##NAME##_##S FF_PARAMETERS(__VA_ARGS__) { return kernels()->NAME##_##S FF_ARGUMENTS(__VA_ARGS__); }
FF_KERNELS(FF_EXPORT, FF_EXPORT, float, f32)
FF_KERNELS(FF_EXPORT, FF_EXPORT, double, f64)

int ff_have_products(void) { return kernels()->product_f32 != NULL; }

_Bool ff_slope_from_logits(enum ff_activation f) {
  switch (f) {
#define FF_CASE(CODE, NAME, SWIFT, SOURCE) case CODE: return SOURCE == FF_FROM_Z;
    FF_ACTIVATIONS(FF_CASE)
#undef FF_CASE
  }
}
