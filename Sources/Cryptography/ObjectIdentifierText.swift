extension String {
    /// The dotted decimals of an OBJECT IDENTIFIER, from its content octets (X.690 § 8.19).
    ///
    /// Nil when the octets are no identifier: none at all, the last one unfinished, a number led by idle octets, or one of
    /// more than 63 bits. Under the arc 2 any second number may stand, as in 2.999: `swift-asn1` prints that one wrongly.
    package init?(objectIdentifier contents: some Collection<UInt8>) {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        var isComplete = true
        for octet in contents {
            // A first octet of 0x80 adds nothing: the same number has a shorter spelling.
            guard !(isComplete && octet == 0x80), number < 1 << 56 else { return nil }
            number = number << 7 | UInt64(octet & 0x7F)
            isComplete = octet < 0x80
            if isComplete {
                numbers.append(number)
                number = 0
            }
        }
        guard let first = numbers.first, isComplete else { return nil }
        let arc = Swift.min(first / 40, 2)
        let arcs = [arc, first - 40 * arc] + numbers.dropFirst()
        self.init(arcs.map { "\($0)" }.joined(separator: "."))
    }
}
