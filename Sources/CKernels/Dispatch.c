// Chooses instruction set and products when the program is loaded; an exported function jumps through the table.
#include "Kernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#define OF_THREAD static __attribute__((tls_model("initial-exec"))) _Thread_local  // a load, not a call, at each kernel
#else
#define OF_THREAD static _Thread_local
#endif

static _Atomic(const struct ff_kernels *) common = &ff_kernels_baseline;
OF_THREAD const struct ff_kernels *own;  // NULL but in tests
static atomic_int common_products = FF_OWN_PRODUCTS;
OF_THREAD int own_products = -1;  // but in tests
static const char *refused_set, *refused_products;

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

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

__attribute__((constructor)) static void choose(void) {
  const char *set = setting("FEEDFORWARD_ISA"), *products = setting("FEEDFORWARD_PRODUCTS");
  const struct ff_kernels *table = find(set);
  if (!table) refused_set = set;
  atomic_store(&common, table ? table : find(NULL));
  if (products && !strcmp(products, "blas")) atomic_store(&common_products, FF_BLAS_PRODUCTS);
  else if (products && strcmp(products, "own")) refused_products = products;
}

const char *ff_kernels_refused(void) { return refused_set; }
const char *ff_product_path_refused(void) { return refused_products; }
const char *ff_kernels_best(void) { return find(NULL)->name; }

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

enum ff_product_path ff_product_path(void) {
  return own_products < 0 ? (enum ff_product_path)atomic_load_explicit(&common_products, memory_order_relaxed)
                          : (enum ff_product_path)own_products;
}
void ff_product_path_use(enum ff_product_path path) {
  atomic_store_explicit(&common_products, path, memory_order_relaxed);
}
void ff_product_path_use_in_thread(enum ff_product_path path) { own_products = (int)path; }
void ff_product_path_use_common(void) { own_products = -1; }

#define FF_EXPORT(R, NAME, SWIFT, S, ...)                                                                              \
  R ff_##NAME##_##S FF_PARAMETERS(__VA_ARGS__) { return kernels()->NAME##_##S FF_ARGUMENTS(__VA_ARGS__); }
FF_KERNELS(FF_EXPORT, float, f32)
FF_KERNELS(FF_EXPORT, double, f64)

_Bool ff_slope_from_logits(enum ff_activation f) {
  switch (f) {
#define FF_CASE(CODE, NAME, SWIFT, SOURCE) case CODE: return SOURCE == FF_FROM_Z;
    FF_ACTIVATIONS(FF_CASE)
#undef FF_CASE
  }
}
