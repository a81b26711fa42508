import Columns
import Testing

@Suite struct ColumnTests {
    @Test func keepsItsValuesOverManyBlocks() {
        var column = Column<Int>()
        for value in 0..<10_000 { column.append(value * 3) }
        #expect(column.count == 10_000)
        #expect(column.elementsEqual((0..<10_000).map { $0 * 3 }))
        #expect([0, 4_095, 4_096, 8_191, 8_192, 9_999].allSatisfy { column[$0] == $0 * 3 })
    }

    @Test func anotherValueInOneCopyLeavesTheOtherAsItWas() {
        var column = Column<Int>()
        for value in 0..<5_000 { column.append(value) }
        var copy = column
        copy[4_096] = -1
        copy.append(-2)
        #expect(column[4_096] == 4_096)
        #expect(column.count == 5_000)
        #expect(copy[4_096] == -1)
        #expect(copy[5_000] == -2)
        #expect(copy[4_095] == 4_095)
    }

    @Test func sameValuesAreEqual() {
        var one = Column<Int>()
        var other = Column<Int>()
        for value in 0..<4_097 {
            one.append(value)
            other.append(value)
        }
        #expect(one == other)
        other[4_096] = 0
        #expect(one != other)
    }
}

@Suite struct TextColumnTests {
    @Test func keepsTextsOfAnyLength() {
        let texts = (0..<3_000).map { String(repeating: "é", count: $0 % 97) + String($0) }
        var column = TextColumn()
        for text in texts { column.append(text.utf8) }
        #expect(column.count == texts.count)
        for (position, text) in texts.enumerated() {
            #expect(column[position] == text)
            #expect(column.bytes(at: position).elementsEqual(text.utf8))
            #expect(column.withBytes(at: position) { Array($0) } == Array(text.utf8))
        }
    }

    /// A block has room for 65,536 bytes: what fits exactly, what does not, what is longer than any block, and nothing at all.
    @Test func textsAreWholeAtTheEdgesOfBlocks() {
        let lengths = [65_535, 1, 1, 0, 65_536, 0, 65_537, 3, 200_000, 65_533, 4]
        var column = TextColumn()
        for (number, length) in lengths.enumerated() { column.append([UInt8](repeating: UInt8(number), count: length)) }
        for (number, length) in lengths.enumerated() {
            #expect(column.bytes(at: number).count == length)
            #expect(column.bytes(at: number).allSatisfy { $0 == UInt8(number) })
        }
    }

    @Test func bytesNeedNotBeText() {
        var column = TextColumn()
        column.append([0xFF, 0x00, 0xFE])
        column.append([])
        #expect(Array(column.bytes(at: 0)) == [0xFF, 0x00, 0xFE])
        #expect(column.bytes(at: 1).isEmpty)
        #expect(column[1].isEmpty)
    }
}
