// On top of LAPACK by its names in Fortran, which are all that Accelerate has of it. Its own header gives them other
// types, so it is not included here.
#include "lapacke.h"

#include <stdlib.h>

enum { OUT_OF_MEMORY = -1010 };

void dgeqrf_(int *m, int *n, double *a, int *lda, double *tau, double *work, int *lwork, int *info);
void dorgqr_(int *m, int *n, int *k, double *a, int *lda, double *tau, double *work, int *lwork, int *info);
void dormqr_(char *side, char *trans, int *m, int *n, int *k, double *a, int *lda, double *tau, double *c, int *ldc,
             double *work, int *lwork, int *info);
void dgesdd_(char *job, int *m, int *n, double *a, int *lda, double *s, double *u, int *ldu, double *vt, int *ldvt,
             double *work, int *lwork, int *iwork, int *info);
void dtrcon_(char *norm, char *uplo, char *diag, int *n, double *a, int *lda, double *rcond, double *work, int *iwork,
             int *info);
void dtrtrs_(char *uplo, char *trans, char *diag, int *n, int *nrhs, double *a, int *lda, double *b, int *ldb,
             int *info);
void dpotrf_(char *uplo, int *n, double *a, int *lda, int *info);
void dpotrs_(char *uplo, int *n, int *nrhs, double *a, int *lda, double *b, int *ldb, int *info);
void dpotri_(char *uplo, int *n, double *a, int *lda, int *info);

// Calls a routine twice: it says how much room it wants, then works in it.
#define WITH_WORK(CALL)                                                                                                \
  double size = 0, *work = &size;                                                                                      \
  int lwork = -1, info = 0;                                                                                            \
  CALL;                                                                                                                \
  if (info) return info;                                                                                               \
  lwork = (int)size;                                                                                                   \
  if (!(work = malloc(sizeof(double) * (size_t)(lwork < 1 ? 1 : lwork)))) return OUT_OF_MEMORY;                        \
  CALL;                                                                                                                \
  free(work)

// A matrix row after row, column after column in a copy while `work` is done on it.
static int transposed(int m, int n, double *a, int lda, int work(int m, int n, double *a, double *tau), double *tau) {
  double *copy = malloc(sizeof(double) * (size_t)m * (size_t)n);
  if (!copy) return OUT_OF_MEMORY;
  for (int r = 0; r < m; r++)
    for (int c = 0; c < n; c++) copy[(size_t)c * (size_t)m + (size_t)r] = a[(size_t)r * (size_t)lda + (size_t)c];
  int info = work(m, n, copy, tau);
  for (int r = 0; r < m; r++)
    for (int c = 0; c < n; c++) a[(size_t)r * (size_t)lda + (size_t)c] = copy[(size_t)c * (size_t)m + (size_t)r];
  free(copy);
  return info;
}

static int decompose(int m, int n, double *a, double *tau) {
  WITH_WORK(dgeqrf_(&m, &n, a, &m, tau, work, &lwork, &info));
  return info;
}

static int make_q(int m, int n, double *a, double *tau) {
  WITH_WORK(dorgqr_(&m, &n, &n, a, &m, tau, work, &lwork, &info));
  return info;
}

int LAPACKE_dgeqrf(int layout, int m, int n, double *a, int lda, double *tau) {
  if (layout == LAPACK_ROW_MAJOR) return transposed(m, n, a, lda, decompose, tau);
  WITH_WORK(dgeqrf_(&m, &n, a, &lda, tau, work, &lwork, &info));
  return info;
}

int LAPACKE_dorgqr(int layout, int m, int n, int k, double *a, int lda, const double *tau) {
  if (layout == LAPACK_ROW_MAJOR) return k == n ? transposed(m, n, a, lda, make_q, (double *)tau) : -4;
  WITH_WORK(dorgqr_(&m, &n, &k, a, &lda, (double *)tau, work, &lwork, &info));
  return info;
}

int LAPACKE_dormqr(int layout, char side, char trans, int m, int n, int k, const double *a, int lda, const double *tau,
                   double *c, int ldc) {
  if (layout == LAPACK_ROW_MAJOR) return -1;
  WITH_WORK(dormqr_(&side, &trans, &m, &n, &k, (double *)a, &lda, (double *)tau, c, &ldc, work, &lwork, &info));
  return info;
}

static int singular_values(char job, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt,
                           int ldvt, int *integers) {
  WITH_WORK(dgesdd_(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, integers, &info));
  return info;
}

int LAPACKE_dgesdd(int layout, char job, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt,
                   int ldvt) {
  if (layout == LAPACK_ROW_MAJOR) return -1;
  int *integers = malloc(sizeof(int) * 8 * (size_t)(m < n ? m : n));
  if (!integers) return OUT_OF_MEMORY;
  int info = singular_values(job, m, n, a, lda, s, u, ldu, vt, ldvt, integers);
  free(integers);
  return info;
}

int LAPACKE_dtrcon(int layout, char norm, char uplo, char diag, int n, const double *a, int lda, double *rcond) {
  if (layout == LAPACK_ROW_MAJOR) return -1;
  int info = OUT_OF_MEMORY, *integers = malloc(sizeof(int) * (size_t)n);
  double *work = malloc(sizeof(double) * 3 * (size_t)n);
  if (integers && work) dtrcon_(&norm, &uplo, &diag, &n, (double *)a, &lda, rcond, work, integers, &info);
  free(integers), free(work);
  return info;
}

int LAPACKE_dtrtrs(int layout, char uplo, char trans, char diag, int n, int nrhs, const double *a, int lda, double *b,
                   int ldb) {
  int info = -1;
  if (layout != LAPACK_ROW_MAJOR) dtrtrs_(&uplo, &trans, &diag, &n, &nrhs, (double *)a, &lda, b, &ldb, &info);
  return info;
}

int LAPACKE_dpotrf(int layout, char uplo, int n, double *a, int lda) {
  int info = -1;
  if (layout != LAPACK_ROW_MAJOR) dpotrf_(&uplo, &n, a, &lda, &info);
  return info;
}

int LAPACKE_dpotrs(int layout, char uplo, int n, int nrhs, const double *a, int lda, double *b, int ldb) {
  int info = -1;
  if (layout != LAPACK_ROW_MAJOR) dpotrs_(&uplo, &n, &nrhs, (double *)a, &lda, b, &ldb, &info);
  return info;
}

int LAPACKE_dpotri(int layout, char uplo, int n, double *a, int lda) {
  int info = -1;
  if (layout != LAPACK_ROW_MAJOR) dpotri_(&uplo, &n, a, &lda, &info);
  return info;
}
