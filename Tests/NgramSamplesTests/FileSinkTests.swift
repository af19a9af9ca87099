import NgramSamples
import NgramTestSupport
import Testing

@Suite struct FileSinkTests {
    @Test func aFileAppearsUnderItsNameOnlyAfterCommit() async throws {
        try await withFolder { folder in
            let sink = try FileSink(path: folder + "/a.gz")
            try sink.write(Array("abc".utf8))
            try sink.overwrite(at: 1, with: Array("B".utf8))
            #expect(try TestFolder.tree(folder).keys.sorted() == ["a.gz.partial"])
            try sink.commit()
            #expect(try TestFolder.tree(folder) == ["a.gz": Array("aBc".utf8)])
        }
    }

    @Test func aFileWithoutCommitIsRemoved() async throws {
        try await withFolder { folder in
            do {
                let sink = try FileSink(path: folder + "/a.gz")
                try sink.write([1, 2, 3])
            }
            #expect(try TestFolder.tree(folder).isEmpty)
        }
    }

    @Test func theErrorForAMissingFolderNamesThePath() async throws {
        try await withFolder { folder in
            let path = folder + "/none/a.gz"
            #expect {
                try FileSink(path: path)
            } throws: {
                String(describing: $0).contains(path)
            }
        }
    }

    @Test func theErrorForAFileInPlaceOfTheFolderNamesThePath() async throws {
        try await withFolder { folder in
            let path = folder + "/file"
            try FileSink(path: path).commit()
            let error = #expect(throws: SampleError.self) { try SmallSet.write(into: path) }
            #expect(error?.description.contains(path) == true)
        }
    }
}
