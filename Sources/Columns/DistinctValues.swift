/// Values of which most are the same: each is kept once, and told by a number that counts from 0.
package struct DistinctValues<Value: Hashable> {
    /// The values, in the order in which they were met.
    @usableFromInline package var values: [Value] = []
    @usableFromInline var numbers: [Value: UInt32] = [:]

    /// No value.
    @inlinable package init() {}

    /// The number of `value`, which is kept from now on.
    @inlinable package mutating func number(of value: Value) -> UInt32 {
        if let number = numbers[value] { return number }
        let number = UInt32(values.count)
        values.append(value)
        numbers[value] = number
        return number
    }

    /// The value of that number.
    @inlinable package subscript(number: UInt32) -> Value { values[Int(number)] }
}

extension DistinctValues: Sendable where Value: Sendable {}
