// CBLAS and LAPACKE, as the system installs them (Debian: libopenblas-dev, liblapacke-dev). Debian's alternatives say
// whose library runs: OpenBLAS, BLIS, ATLAS, MKL or the reference.
#ifndef FEEDFORWARD_COPENBLAS_SHIM_H
#define FEEDFORWARD_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>

#endif
