import Columns
import Testing

@Suite struct PositionTableTests {
    @Test(arguments: [0, 5_000]) func findsWhatWasPutInHoweverItGrew(room: Int) {
        let values = (0..<5_000).map { "value \($0)" }
        var table = PositionTable(room: room)
        for (position, value) in values.enumerated() {
            #expect(table.position(hash: value.hashValue) { values[$0] == value } == nil)
            table.insert(position, hash: value.hashValue) { values[$0].hashValue }
        }
        for (position, value) in values.enumerated() {
            #expect(table.position(hash: value.hashValue) { values[$0] == value } == position)
        }
        let absent = "value 5000"
        #expect(table.position(hash: absent.hashValue) { values[$0] == absent } == nil)
    }

    /// Where all hashes are one, the values alone decide.
    @Test func equalHashesAreToldApart() {
        var table = PositionTable()
        for position in 0..<500 { table.insert(position, hash: -1) { _ in -1 } }
        #expect((0..<500).allSatisfy { sought in table.position(hash: -1) { $0 == sought } == sought })
        #expect(table.position(hash: -1) { $0 == 500 } == nil)
    }
}

@Suite struct DistinctValuesTests {
    @Test func eachValueIsKeptOnce() {
        var values = DistinctValues<String?>()
        #expect(["a", nil, "a", "b", nil].map { values.number(of: $0) } == [0, 1, 0, 2, 1])
        #expect(values.values == ["a", nil, "b"])
        #expect(values[1] == nil)
        #expect(values[2] == "b")
    }
}
