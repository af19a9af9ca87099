import NgramStore
import Testing

@testable import NgramCommands

@Suite struct AdviceTests {
    // With a type: without one, the compiler needs twelve seconds to infer it, several times.
    private static let texts: [(StoreError, String)] = [
        (
            .notFound(path: "a/db"),
            "a/db: there is no store here. Create one with: ngrams ingest --db a/db PATH..."
        ),
        (
            .notAStore(path: "db", found: "it is not a regular file", access: .reading),
            "db: this is not a store of ngrams: it is not a regular file. Use --db to name another file."
        ),
        (
            .newer(path: "db", version: 3, known: 2, access: .writing),
            "db: the store has schema version 3, which is newer than version 2 of this program. Use a newer version of "
                + "ngrams."
        ),
        (
            .older(path: "db", version: 1, known: 2),
            "db: the store has schema version 1, which is older than version 2 of this program. Run ngrams ingest into "
                + "it to migrate it, or create it again from its archives."
        ),
        (
            .busy(path: "db"),
            "db: another ingest holds the store; nothing was done. Run the command again when that ingest has ended."
        ),
        (
            .cannotWrite(path: "db", reason: "No space left on device"),
            "db: the store cannot be written: No space left on device. What was committed is safe. Fix the cause and "
                + "run the command again."
        ),
        (.cannotRead(path: "db", reason: "Permission denied"), "db: the store cannot be read: Permission denied"),
        (
            .damaged(path: "db", found: "block 3 is missing"),
            "db: the store is damaged: block 3 is missing. Run ngrams verify to see the damage. Restore the file from "
                + "a copy, or delete it and ingest its archives again."
        ),
    ]

    @Test(arguments: texts)
    func `an error of the store is reported with its facts and what to do about it`(error: StoreError, text: String) {
        #expect(Advice.describe(error) == text)
    }

    @Test(arguments: [
        StoreError.migrationChanged(path: "db", migration: "0001-store", access: .reading), .replaced(path: "db"),
        .logInReadOnlyFolder(path: "db", reason: "Read-only file system"), .changedDuringRead(path: "db"),
    ])
    func `advice follows the facts as a sentence of its own`(error: StoreError) {
        let text = Advice.describe(error)
        #expect(text.hasPrefix("\(error). ") && text.hasSuffix("."), "\(text)")
    }
}
