import NgramReports
import NgramSystem

/// Reads standard input, whole or by lines.
enum StandardInput {
    private static let longest = 16 << 20

    /// The text.
    /// - Throws: `CommandFailure` when standard input cannot be read, or is not UTF-8 of at most 16 MiB.
    static func text() throws -> [UInt8] {
        var text: [UInt8] = []
        var input = LineInput(descriptor: 0, limit: longest)
        do {
            while let line = try input.next() {
                text += line
                text.append(UInt8(ascii: "\n"))
                guard text.count <= longest else { throw LineInput.Failure.tooLong(line: input.number, limit: longest) }
            }
        } catch LineInput.Failure.tooLong(_, let limit) {
            throw CommandFailure(status: .usage, description: "standard input has more than \(limit) bytes")
        } catch LineInput.Failure.unreadable(let reason) {
            throw CommandFailure(status: .noInput, description: "standard input cannot be read: \(reason)")
        }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw CommandFailure(status: .usage, description: "standard input is not valid UTF-8")
        }
        return text
    }

    /// The next line; nil at the end.
    /// - Throws: `CommandFailure` when it cannot be read, is too long, or is not UTF-8.
    static func nextLine(_ input: inout LineInput) throws -> [UInt8]? {
        do {
            guard let line = try input.next() else { return nil }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw CommandFailure(
                    status: .usage, description: "standard input: line \(input.number) is not valid UTF-8")
            }
            return line
        } catch LineInput.Failure.tooLong(let line, let limit) {
            throw CommandFailure(
                status: .usage, description: "standard input: line \(line) has more than \(limit) bytes")
        } catch LineInput.Failure.unreadable(let reason) {
            throw CommandFailure(status: .noInput, description: "standard input cannot be read: \(reason)")
        }
    }
}
