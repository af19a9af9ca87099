import Foundation
import NgramArchives
import NgramTestSupport

/// The facts in file paths.
enum NamesCheck {
    static func run(_ input: [UInt8]) throws {
        let path = String(decoding: input, as: UTF8.self)
        let name = ArchiveName(path: path)
        let expected = NaiveName(path: path)
        try agree(name.name, expected.name, "the name")
        try agree(Array(name.name.utf8), Array(expected.name.utf8), "the bytes of the name")
        try agree(name.edition, expected.edition, "the edition")
        try agree(name.order, expected.order, "the n of the n-grams")
        try agree(name.contents == .totals, expected.isTotals, "whether it is a totals file")
        try agree(name.corpus.map { Array($0.description.utf8) }, expected.corpus.map { Array($0.utf8) }, "the corpus")

        // Resolving `..` uses the file system, which this check does not cover.
        guard !path.utf8.split(separator: 0x2F).contains(where: { $0.elementsEqual([0x2E, 0x2E]) }) else { return }
        let start = path.utf8.first == 0x2F ? "" : FileManager.default.currentDirectoryPath + "/"
        let parts = (start + path).utf8.split(separator: 0x2F).filter { !$0.elementsEqual([0x2E]) }
        let absolute = [0x2F] + parts.joined(separator: [0x2F])
        try agree(Array(ArchiveFinder.absolute(path).utf8), Array(absolute), "the absolute path")
    }
}
