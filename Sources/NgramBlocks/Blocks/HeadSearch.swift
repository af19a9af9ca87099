import NgramModel

/// Searches the texts of one head after another for those that an automaton accepts. Part of the hot path.
///
/// The texts are front-coded, and the search remembers the automaton's state after each byte of the text at hand. So
/// of each text it reads only the bytes that differ from the text before; and once a state is known that no byte
/// leaves, the bytes of all texts that share what led to it are not read at all.
///
/// Every read is bounded by the end of the column, and damaged bytes end in `CorruptBlock` or in other texts. A search
/// does not notice texts out of order.
package struct HeadSearch: ~Copyable {
    /// The place of the match among the n-grams of the head, counted from 0.
    package var place: Int { count &- remaining &- 1 }

    /// The matching text, valid until the next call of a mutating method.
    package var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: length) }

    // The automaton, copied to memory of this search: arrays would be retained and released in the loop.
    private let transitions: UnsafeMutablePointer<ByteAutomaton.State>
    private let classes: UnsafeMutablePointer<UInt8>
    private let lastSink: ByteAutomaton.State
    private let lastAccepting: ByteAutomaton.State

    /// The text at hand, as far as it was read.
    private var bytes: UnsafeMutablePointer<UInt8>
    /// The state after each number of bytes of the text at hand; the first is the automaton's start.
    private var states: UnsafeMutablePointer<ByteAutomaton.State>
    private var capacity = 1 << 12

    /// The length of the text at hand in bytes.
    private var length = 0
    /// The number of bytes of the text at hand after which the state is one that no byte leaves; `.max` if there is
    /// none.
    private var sinkDepth = Int.max
    private var sink = ByteAutomaton.dead

    private var column = UnsafeRawBufferPointer(start: nil, count: 0)
    private var position = 0
    private var count = 0
    private var remaining = 0

    /// A search for what the automaton accepts, with no head yet.
    package init(_ automaton: ByteAutomaton) {
        transitions = .allocate(capacity: automaton.transitions.count)
        automaton.transitions.withUnsafeBufferPointer { [transitions] table in
            transitions.initialize(from: table.baseAddress!, count: table.count)
        }
        classes = .allocate(capacity: 256)
        automaton.classes.withUnsafeBufferPointer { [classes] table in
            classes.initialize(from: table.baseAddress!, count: 256)
        }
        lastSink = automaton.lastSink
        lastAccepting = automaton.lastAccepting
        bytes = .allocate(capacity: capacity)
        states = .allocate(capacity: capacity + 1)
        states[0] = automaton.start
    }

    deinit {
        transitions.deallocate()
        classes.deallocate()
        bytes.deallocate()
        states.deallocate()
    }

    /// Starts to search a head. Its memory must outlive the search of it.
    package mutating func begin(_ head: borrowing HeadReader) {
        column = head.texts
        position = 0
        count = head.count
        remaining = head.count
        length = 0
        sink = states[0]
        sinkDepth = sink <= lastSink ? 0 : .max
        if capacity < column.count { grow(to: column.count) }
    }

    /// Moves to the next text of the head that the automaton accepts; false after the last.
    ///
    /// Bounds: `cursor` stays within the column because `added` is compared with what remains of it. A text is at most
    /// as long as the tails read so far together, hence as the column, for which `begin` made room in `bytes` and
    /// `states`. A state is the offset of a row and a class is below the length of a row, which `ByteAutomaton` ensures.
    ///
    /// `bytes` and `states` are valid up to `sinkDepth`, or for the whole text if there is no sink or the universal one.
    ///
    /// - Throws: `CorruptBlock` when the texts are not what their number and lengths say.
    package mutating func next() throws(CorruptBlock) -> Bool {
        guard let base = column.baseAddress else { return try end() }
        let transitions = self.transitions
        let classes = self.classes
        let bytes = self.bytes
        let states = self.states
        let lastSink = self.lastSink
        let lastAccepting = self.lastAccepting
        let dead = ByteAutomaton.dead
        let end = base + column.count
        var cursor = base + position
        var length = self.length
        var sinkDepth = self.sinkDepth
        var remaining = self.remaining
        defer {
            position = cursor - base
            self.length = length
            self.sinkDepth = sinkDepth
            self.remaining = remaining
        }

        while remaining > 0 {
            guard cursor < end else { throw corrupt(at: cursor - base) }
            let lengths = cursor.load(as: UInt8.self)
            cursor += 1
            var shared = Int(lengths &>> 4)
            var added = Int(lengths & 0xF)
            if shared == HeadCodec.escape { shared &+= try varint(&cursor, end, base) }
            if added == HeadCodec.escape { added &+= try varint(&cursor, end, base) }
            guard shared <= length, added > 0, added <= end - cursor else { throw corrupt(at: cursor - base) }
            remaining &-= 1
            length = shared &+ added
            let next = cursor + added

            if shared >= sinkDepth {
                // All that begins like this has the same answer.
                guard sink != dead else {
                    cursor = next
                    continue
                }
                UnsafeMutableRawPointer(bytes + shared).copyMemory(from: cursor, byteCount: added)
                cursor = next
                return true
            }

            sinkDepth = .max
            var state = states[shared]
            var depth = shared
            while cursor < next {
                let byte = cursor.load(as: UInt8.self)
                cursor += 1
                bytes[depth] = byte
                state = transitions[Int(state) &+ Int(classes[Int(byte)])]
                depth &+= 1
                states[depth] = state
                if state <= lastSink {
                    sinkDepth = depth
                    sink = state
                    break
                }
            }
            if state > lastSink {
                if state <= lastAccepting { return true }
            } else if state != dead {
                UnsafeMutableRawPointer(bytes + depth).copyMemory(from: cursor, byteCount: next - cursor)
                cursor = next
                return true
            } else {
                cursor = next
            }
        }
        guard cursor == end else { throw corrupt(at: cursor - base) }
        return false
    }

    /// The end of a column without memory, which holds no texts.
    private func end() throws(CorruptBlock) -> Bool {
        guard remaining == 0 else { throw corrupt(at: 0) }
        return false
    }

    private func corrupt(at position: Int) -> CorruptBlock {
        CorruptBlock(part: "texts", position: position)
    }

    /// The rest of a length: a varint, nearly always of one byte. At most 32 bits, so that sums do not overflow.
    @inline(__always)
    private func varint(
        _ cursor: inout UnsafeRawPointer, _ end: UnsafeRawPointer, _ base: UnsafeRawPointer
    ) throws(CorruptBlock) -> Int {
        var value = 0
        var shift = 0
        while true {
            guard cursor < end, shift < 35 else { throw corrupt(at: cursor - base) }
            let byte = cursor.load(as: UInt8.self)
            cursor += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
    }

    private mutating func grow(to needed: Int) {
        let start = states[0]
        capacity = max(needed, capacity * 2)
        bytes.deallocate()
        states.deallocate()
        bytes = .allocate(capacity: capacity)
        states = .allocate(capacity: capacity + 1)
        states[0] = start
    }
}
