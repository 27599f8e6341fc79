// Those functions of LAPACKE that the engine calls.
#ifndef FEEDFORWARD_CACCELERATE_LAPACKE_H
#define FEEDFORWARD_CACCELERATE_LAPACKE_H

enum { LAPACK_ROW_MAJOR = 101, LAPACK_COL_MAJOR = 102 };

// As in LAPACKE: the result is 0, or the number of the parameter at fault, negative, or what the routine says. Only
// dgeqrf and dorgqr take LAPACK_ROW_MAJOR.
int LAPACKE_dgeqrf(int layout, int m, int n, double *a, int lda, double *tau);
int LAPACKE_dorgqr(int layout, int m, int n, int k, double *a, int lda, const double *tau);
int LAPACKE_dormqr(int layout, char side, char trans, int m, int n, int k, const double *a, int lda, const double *tau,
                   double *c, int ldc);
int LAPACKE_dgesdd(int layout, char job, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt,
                   int ldvt);
int LAPACKE_dtrcon(int layout, char norm, char uplo, char diag, int n, const double *a, int lda, double *rcond);
int LAPACKE_dtrtrs(int layout, char uplo, char trans, char diag, int n, int nrhs, const double *a, int lda, double *b,
                   int ldb);
int LAPACKE_dpotrf(int layout, char uplo, int n, double *a, int lda);
int LAPACKE_dpotrs(int layout, char uplo, int n, int nrhs, const double *a, int lda, double *b, int ldb);
int LAPACKE_dpotri(int layout, char uplo, int n, double *a, int lda);

#endif
