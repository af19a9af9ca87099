#if ISAL
    import CISAL

    /// Inflates one deflate stream after another with Intel's ISA-L.
    ///
    /// In gzip framing, ISA-L also checks each member's header, checksum and length, as zlib does. Where ISA-L is more
    /// lenient than zlib, this class performs the missing checks, so that both builds reject the same data.
    package final class ISALDecoder {
        // On the heap, because the state contains a window and takes about 90 KB.
        private let state: UnsafeMutablePointer<inflate_state>
        private let framing: DeflateFraming

        /// A decoder of streams with the given framing.
        package init(_ framing: DeflateFraming) throws(DeflateFailure) {
            self.framing = framing
            state = .allocate(capacity: 1)
            reset()
        }

        deinit {
            state.deallocate()
        }

        /// In gzip framing, the CRC-32 of the current member's output so far.
        package var checksum: UInt32 { state.pointee.crc }

        /// Inflates from `input` into `output` until one of them is used up or the stream ends.
        /// - Throws: ``DeflateFailure`` when the data violates the format.
        package func step(
            _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
        ) throws(DeflateFailure) -> DeflateStep {
            let input = UnsafeRawBufferPointer(rebasing: input.prefix(Int(Int32.max)))
            let output = UnsafeMutableRawBufferPointer(rebasing: output.prefix(Int(Int32.max)))
            // The interface is not const-correct; ISA-L does not write to its input.
            state.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            state.pointee.avail_in = UInt32(input.count)
            state.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            state.pointee.avail_out = UInt32(output.count)
            let status = isal_inflate(state)
            // ISAL_END_INPUT and ISAL_OUT_OVERFLOW only mean that this call used up its input or filled its output.
            guard status >= 0, status <= ISAL_OUT_OVERFLOW else {
                // ISA-L reads up to eight bytes ahead of what it decodes.
                let ahead = max(0, Int(state.pointee.read_in_length) / 8)
                let consumed = max(0, input.count - Int(state.pointee.avail_in) - ahead)
                throw DeflateFailure(reason: Self.reason(status), consumed: consumed)
            }
            let isAtEnd = state.pointee.block_state == ISAL_BLOCK_FINISH
            // Without framing, ISA-L keeps the bytes that it has read past the end, at most eight.
            guard framing == .gzip || !isAtEnd || state.pointee.read_in_length < 8 else {
                throw DeflateFailure(
                    reason: "\(state.pointee.read_in_length / 8) or more bytes after the end of the deflate data")
            }
            return DeflateStep(
                consumed: input.count - Int(state.pointee.avail_in),
                produced: output.count - Int(state.pointee.avail_out),
                isAtEnd: isAtEnd)
        }

        /// Prepares for the next stream with the same framing.
        package func reset() {
            isal_inflate_init(state)
            state.pointee.crc_flag = UInt32(framing == .gzip ? ISAL_GZIP : ISAL_DEFLATE)
        }

        private static func reason(_ status: Int32) -> String {
            switch status {
            case ISAL_INVALID_BLOCK: "invalid block"
            case ISAL_INVALID_SYMBOL: "invalid symbol"
            case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
            case ISAL_INVALID_WRAPPER: "incorrect header check"
            case ISAL_UNSUPPORTED_METHOD: "unknown compression method"
            case ISAL_INCORRECT_CHECKSUM: "incorrect data check"
            default: "ISA-L error \(status)"
            }
        }
    }
#endif
