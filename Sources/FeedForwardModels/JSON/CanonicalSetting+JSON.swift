import FeedForward
import FeedForwardData

extension JSON {
  /// The setting whose canonical text it is.
  func setting<Setting: ParameterizedSetting>(at place: FilePlace) throws -> Setting {
    let text = try string(at: place)
    let setting = try place.setting { try Setting(text) }
    // A file holds every parameter: what a default is may change.
    guard setting.description == text else {
      throw place.error(found: "the \(Setting.what) \(text.quoted)", expected: setting.description.quoted)
    }
    return setting
  }
}

extension JSONFields {
  /// A setting as version 1 of the format has it: a member with its name, and one for each of its parameters. Takes all
  /// members that are left.
  mutating func setting<Setting: ParameterizedSetting>(
    ofVersion1 name: String
  ) throws -> Setting {
    let text = SettingText(
      try string(name),
      arguments: try takeAll().map { label, json, place in
        SettingText.Argument(label, try json.parameter(at: place))
      })
    let setting: Setting = try place.member(name).setting { try Setting(text, epochs: nil) }
    guard setting.canonicalText == text else {
      throw place.error(found: "the \(Setting.what) \(text.description.quoted)", expected: "\(setting)".quoted)
    }
    return setting
  }
}

extension JSON {
  fileprivate func parameter(at place: FilePlace) throws -> SettingText.Value {
    guard case .array = self else { return .number(try double(at: place)) }
    return .list(try array(at: place).map { json, place in try json.parameter(at: place) })
  }
}

extension FilePlace {
  /// Throws what is wrong with a setting as an error about this place.
  fileprivate func setting<Setting>(
    _ read: () throws -> Setting
  ) throws -> Setting {
    do {
      return try read()
    } catch FeedForwardError.invalidSetting(let name, let value, let expected) {
      throw error(found: "\(name) \(value)", expected: expected)
    }
  }
}
