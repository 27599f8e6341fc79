import LibC

/// A thread of the system.
package struct SystemThread {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Begins it.
  package init(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t(bitPattern: 0)
    let body = Unmanaged.passRetained(Body(run)).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body)
    precondition(code == 0, "pthread_create says \(code)")
    self.thread = thread
  }

  /// Waits for its end.
  package func join() { pthread_join(thread, nil) }

  /// Nobody will join it.
  package func detach() { pthread_detach(thread) }
}

/// Runs each job of a task on a thread of its own: what computes for long, or waits for other threads, leaves Swift's
/// pool to others.
package final class ThreadPerJob: TaskExecutor {
  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    SystemThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }.detach()
  }
}
