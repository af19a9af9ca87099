import NgramModel

/// A row of an archive: one observation, or in the layout of 2020 any number of them.
package struct TestRow: Sendable {
    /// The n-gram's bytes.
    package var ngram: [UInt8]
    /// Its observations, in the order of the row.
    package var observations: [Observation]

    /// A row.
    package init(_ ngram: [UInt8], _ observations: [Observation]) {
        self.ngram = ngram
        self.observations = observations
    }

    /// The row's text with its newline. The page counts of 2009 are made up.
    package func bytes(_ edition: Edition) -> [UInt8] {
        let columns = observations.map { observation in
            let (year, match, volume) = (observation.year, observation.matchCount, observation.volumeCount)
            return switch edition {
            case .y2009: "\t\(year)\t\(match)\t\(match / 2)\t\(volume)"
            case .y2012: "\t\(year)\t\(match)\t\(volume)"
            case .y2019: "\t\(year),\(match),\(volume)"
            }
        }
        return ngram + Array(columns.joined().utf8) + [UInt8(ascii: "\n")]
    }
}

/// An archive made of rows, with what ought to come out of it.
package struct TestArchive: Sendable {
    /// Whose layout it has.
    package var edition: Edition
    /// Its rows, in their order.
    package var rows: [TestRow]

    /// An archive of the given rows.
    package init(_ edition: Edition, _ rows: [TestRow]) {
        self.edition = edition
        self.rows = rows
    }

    /// Its content, uncompressed.
    package var bytes: [UInt8] { rows.flatMap { $0.bytes(edition) } }

    /// What its rows add up to.
    package var model: CountsModel {
        var model = CountsModel()
        for row in rows {
            for observation in row.observations {
                model.add(
                    row.ngram, year: observation.year, match: observation.matchCount,
                    volume: observation.volumeCount)
            }
        }
        return model
    }
}

extension TestArchive {
    /// A random archive: runs of rows of n-grams that mostly, but not always, come once and with ascending years.
    package init(random: inout SeededRandom, edition: Edition, vocabulary: [[UInt8]], runs: Int) {
        var rows: [TestRow] = []
        for _ in 0..<runs {
            let ngram = vocabulary.randomElement(using: &random) ?? [0x61]
            var observations = Self.observations(&random)
            if random.oneIn(5) {
                // Disorder: years that go back, and years that come twice.
                observations += observations.prefix(random.int(0...4))
                observations.shuffle(using: &random)
            }
            rows += Self.rows(ngram, observations, edition, &random)
        }
        self.init(edition, rows)
    }

    private static func observations(_ random: inout SeededRandom) -> [Observation] {
        var year = random.oneIn(6) ? 0 : random.int(1500...1990)
        var observations: [Observation] = []
        for _ in 0..<random.int(1...30) {
            year += random.oneIn(20) ? random.int(1...700) : random.int(1...3)
            guard year <= 9999 else { break }
            let match = random.count()
            let volume = random.oneIn(4) ? random.count() : min(match, Int64(random.int(1...9)))
            observations.append(Observation(year: year, matchCount: match, volumeCount: volume))
        }
        return observations
    }

    private static func rows(
        _ ngram: [UInt8], _ observations: [Observation], _ edition: Edition, _ random: inout SeededRandom
    ) -> [TestRow] {
        guard edition == .y2019 else { return observations.map { TestRow(ngram, [$0]) } }
        var rows: [TestRow] = []
        var rest = observations[...]
        while !rest.isEmpty {
            let count = random.oneIn(4) ? random.int(1...3) : rest.count
            rows.append(TestRow(ngram, Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return rows
    }
}
