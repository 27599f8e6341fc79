import ArgumentParser
import FeedForward

/// A learning-rate schedule by its text; lengths that it leaves out are shares of the training.
struct NamedSchedule {
  private let setting: SettingText

  init(_ text: String) throws {
    do {
      setting = try SettingText(parsing: text, as: Schedule.what)
      _ = try Schedule(setting, epochs: 1)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// - Parameter epochs: of the whole training.
  func schedule(epochs: Int) throws -> Schedule {
    try Schedule(setting, epochs: epochs)
  }
}
