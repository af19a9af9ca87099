#if ISAL
    import CISAL

    /// Inflates one deflate stream (RFC 1951, without header and trailer) after another with Intel's ISA-L.
    package final class ISALDecoder {
        // On the heap, because the state contains a window and takes about 90 KB.
        private let state: UnsafeMutablePointer<inflate_state>

        /// The number of input bytes of a step that is to stop at a boundary.
        ///
        /// ISA-L does not stop at the end of a block, but when its input ends within the header of the next block, it
        /// keeps what it has of the header and is still in front of it. The header of a block with codes of its own has
        /// about as many bytes as a step, so few of those are missed. Smaller steps would take more time, because each
        /// one moves the window.
        private static let searchStep = 64

        /// A decoder at the beginning of a stream.
        package init() throws(DeflateFailure) {
            state = .allocate(capacity: 1)
            reset()
        }

        deinit {
            state.deallocate()
        }

        /// The bytes after the end of a stream that were consumed with it, at most eight.
        package var excess: [UInt8] {
            guard state.pointee.block_state == ISAL_BLOCK_FINISH else { return [] }
            // The bits up to the next whole byte are padding.
            let bits = max(0, Int(state.pointee.read_in_length))
            let bytes = state.pointee.read_in >> UInt64(bits % 8)
            return (0..<bits / 8).map { UInt8(truncatingIfNeeded: bytes >> UInt64(8 * $0)) }
        }

        /// Inflates from `input` into `output` until one of them is used up or the stream ends.
        /// - Parameter stopsAtBoundary: True uses so little input that a step may end between two blocks, where
        ///   `boundary` is a place.
        /// - Throws: ``DeflateFailure`` when the data violates the format.
        package func step(
            _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, stopsAtBoundary: Bool = false
        ) throws(DeflateFailure) -> DeflateStep {
            let most = stopsAtBoundary ? Self.searchStep : Int(Int32.max)
            let input = UnsafeRawBufferPointer(rebasing: input.prefix(most))
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
            return DeflateStep(
                consumed: input.count - Int(state.pointee.avail_in),
                produced: output.count - Int(state.pointee.avail_out),
                isAtEnd: state.pointee.block_state == ISAL_BLOCK_FINISH)
        }

        /// The place after the last step if it stopped between two blocks; nil otherwise.
        package var boundary: DeflateBoundary? {
            guard state.pointee.block_state == ISAL_BLOCK_NEW_HDR || state.pointee.block_state == ISAL_BLOCK_HDR,
                // All output has been returned.
                state.pointee.tmp_out_processed == state.pointee.tmp_out_valid,
                state.pointee.read_in_length >= 0, state.pointee.tmp_in_size >= 0
            else { return nil }
            // Bounds: ISA-L keeps `tmp_out_valid` within its buffer.
            let count = Int(state.pointee.tmp_out_valid)
            let output = UnsafeBufferPointer(start: inflate_state_output(state), count: count)
            let window = Array(output.suffix(DeflateBoundary.largestWindow))
            let pendingBits = Int(state.pointee.read_in_length) + 8 * Int(state.pointee.tmp_in_size)
            return DeflateBoundary(pendingBits: pendingBits, window: window)
        }

        /// Prepares for the next stream.
        package func reset() {
            isal_inflate_init(state)
            state.pointee.crc_flag = UInt32(ISAL_DEFLATE)
        }

        /// Continues a stream in its middle. The next input is the byte after those that the boundary's bits are in.
        /// - Parameter lastByte: The input byte before it, whose highest bits are the boundary's pending bits.
        /// - Returns: false for a boundary that cannot be one: more than 7 pending bits, or too large a window.
        package func resume(at boundary: DeflateBoundary, lastByte: UInt8) -> Bool {
            guard (0...7).contains(boundary.pendingBits), boundary.window.count <= DeflateBoundary.largestWindow else {
                return false
            }
            reset()
            if !boundary.window.isEmpty {
                // The interface is not const-correct; ISA-L copies the window.
                var window = boundary.window
                guard isal_inflate_set_dict(state, &window, UInt32(window.count)) == COMP_OK else { return false }
            }
            state.pointee.read_in = UInt64(lastByte) >> UInt64(8 - boundary.pendingBits)
            state.pointee.read_in_length = Int32(boundary.pendingBits)
            return true
        }

        private static func reason(_ status: Int32) -> String {
            switch status {
            case ISAL_INVALID_BLOCK: "invalid block"
            case ISAL_INVALID_SYMBOL: "invalid symbol"
            case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
            default: "ISA-L error \(status)"
            }
        }
    }
#endif
