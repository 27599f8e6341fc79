/// The schedules of a training: what the learning rate, weight decay and dropout are multiplied with at each step.
struct Timetable: Sendable {
  private var rate: Entry
  // Most trainings have none of these.
  private var decay: Entry?
  private var dropout: Entry?

  private struct Entry {
    let schedule: Schedule
    var plateau: Plateau

    init(_ schedule: Schedule, _ epochs: [EpochRecord]) {
      self.schedule = schedule
      plateau = Plateau(of: schedule, after: epochs)
    }

    init?(unlessConstant schedule: Schedule, _ epochs: [EpochRecord]) {
      if case .constant = schedule { return nil }
      self.init(schedule, epochs)
    }

    func factor(_ time: Time) -> Double {
      schedule.factor(
        epochs: time.epochs, step: time.step, stepsOfAnEpoch: time.stepsOfAnEpoch, plateau: plateau.factor)
    }
  }

  /// When a step is.
  struct Time {
    /// Before it, with fractions.
    let epochs: Double
    /// From 1.
    let step: Int
    let stepsOfAnEpoch: Int
  }

  init(of trainer: Trainer, after epochs: [EpochRecord] = []) {
    rate = Entry(trainer.schedule, epochs)
    decay = Entry(unlessConstant: trainer.decaySchedule, epochs)
    dropout = Entry(unlessConstant: trainer.dropoutSchedule, epochs)
  }

  /// Sets the factors of a step.
  func set<Scalar: BLASScalar>(
    _ time: Time, in state: inout OptimizerState<Scalar>, _ noise: StepNoise<Scalar>?
  ) {
    state.rateFactor = rate.factor(time)
    if let decay { state.decayFactor = decay.factor(time) }
    if let dropout { noise?.dropoutFactor = dropout.factor(time) }
  }

  /// - Parameter loss: of an epoch, by which plateaus are seen.
  mutating func note(loss: Double) {
    rate.plateau.note(loss: loss)
    decay?.plateau.note(loss: loss)
    dropout?.plateau.note(loss: loss)
  }
}
