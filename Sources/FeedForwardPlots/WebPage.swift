/// A page in one file, light and dark, its colours those of ``Style`` as the variables `--bg`, `--card`, `--ink`,
/// `--muted` and `--line`.
///
/// - Parameters:
///   - title: as it is to be read.
///   - language: of the words, as in `en`.
///   - sheet: rules beside those of the colours.
///   - body: elements, escaped.
package func webPage(title: String, language: String = "en", sheet: String, body: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="\(language)">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>\(title.escaped)</title>
  <style>\(colors)\(sheet)</style>
  </head>
  <body>
  \(body)</body>
  </html>

  """
}

private let colors = """
  :root{color-scheme:light dark;--bg:#f4f5f7;--card:\(Style.background.light);--ink:\(Style.ink.light);\
  --muted:\(Style.muted.light);--line:\(Style.grid.light)}\
  @media screen and (prefers-color-scheme:dark){:root{--bg:#0d0f12;--card:\(Style.background.dark);\
  --ink:\(Style.ink.dark);--muted:\(Style.muted.dark);--line:\(Style.grid.dark)}}\
  *{box-sizing:border-box}
  """
