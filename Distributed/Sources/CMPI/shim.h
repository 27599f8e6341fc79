#include <mpi.h>
#include <stddef.h>

// Handles are addresses in one library and numbers in the other, and constants are casts that Swift does not import:
// here they have one face.
typedef struct {
  MPI_Comm handle;
} ff_mpi_group;

typedef struct {
  MPI_Request handle;
} ff_mpi_request;

// Of one thread at a time, whichever that is.
static inline int ff_mpi_begin(void) {
  int provided = 0, code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (code == MPI_SUCCESS) code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  return code == MPI_SUCCESS && provided < MPI_THREAD_SERIALIZED ? MPI_ERR_OTHER : code;
}

// All processes, in a group whose messages are no others'.
static inline int ff_mpi_everybody(ff_mpi_group *group) { return MPI_Comm_dup(MPI_COMM_WORLD, &group->handle); }

static inline int ff_mpi_rank(ff_mpi_group group) {
  int rank = 0;
  MPI_Comm_rank(group.handle, &rank);
  return rank;
}

static inline int ff_mpi_size(ff_mpi_group group) {
  int size = 1;
  MPI_Comm_size(group.handle, &size);
  return size;
}

static inline int ff_mpi_send(ff_mpi_group group, const void *bytes, int count, int to, ff_mpi_request *request) {
  return MPI_Isend(bytes, count, MPI_BYTE, to, 0, group.handle, &request->handle);
}

static inline int ff_mpi_receive(ff_mpi_group group, void *bytes, int count, int from, ff_mpi_request *request) {
  return MPI_Irecv(bytes, count, MPI_BYTE, from, 0, group.handle, &request->handle);
}

static inline int ff_mpi_test_all(int count, ff_mpi_request *requests, int *are_done, MPI_Status *statuses) {
  return MPI_Testall(count, &requests->handle, are_done, statuses);
}

static inline int ff_mpi_bytes(const MPI_Status *status) {
  int count = 0;
  MPI_Get_count(status, MPI_BYTE, &count);
  return count;
}

static inline _Bool ff_mpi_is_pending(ff_mpi_request request) { return request.handle != MPI_REQUEST_NULL; }

// Nobody waits for it any more.
static inline void ff_mpi_forget(ff_mpi_request *request, _Bool cancels) {
  if (cancels) MPI_Cancel(&request->handle);
  MPI_Request_free(&request->handle);
}

// From whom a message is there; -1 for nobody.
static inline int ff_mpi_next_sender(ff_mpi_group group) {
  int is_there = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, group.handle, &is_there, &status);
  return is_there ? status.MPI_SOURCE : -1;
}

static inline _Bool ff_mpi_has_message(ff_mpi_group group, int from) {
  int is_there = 0;
  MPI_Iprobe(from, 0, group.handle, &is_there, MPI_STATUS_IGNORE);
  return is_there != 0;
}

static inline void ff_mpi_take(ff_mpi_group group, void *bytes, int count, int from) {
  MPI_Recv(bytes, count, MPI_BYTE, from, 0, group.handle, MPI_STATUS_IGNORE);
}

static inline void ff_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }
