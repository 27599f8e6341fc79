// `make run`: handwritten digits, learned in a second. It needs the engine only, so that it is soon compiled; the
// command `feedforward demo` is the same with options.
import Demonstration

let demonstration = try Demonstration()
print(demonstration.introduction)
print(try demonstration.run().text(width: 80))
