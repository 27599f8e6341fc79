// The BLAS and LAPACK interfaces of OpenBLAS, as the system installs them (Debian: libopenblas-dev, liblapacke-dev).
#ifndef FEEDFORWARD_COPENBLAS_SHIM_H
#define FEEDFORWARD_COPENBLAS_SHIM_H

#include <cblas.h>
#include <lapacke.h>

#endif
