package import Verification

/// Adds to, lists and takes from the person's own trust.
package enum KeepTrust {
    /// Adds the policy or certificate at `path`; by default under the file's name without its ending.
    ///
    /// `authorityClass` says that the certificate is the root of a time-stamping authority, and of which class.
    package static func add(
        _ path: String,
        name: String?,
        asAuthority authorityClass: String?,
        in surroundings: Surroundings
    ) throws -> Kept {
        try OperationError.mapping {
            let store = try TrustStore(in: surroundings)
            let item = try store.add(
                surroundings.absolute(path),
                name: name ?? stem(of: path),
                asAuthority: authorityClass
            )
            return try kept(item, in: store)
        }
    }

    /// Something that is kept: its name and kind, and whom it trusts in full.
    package struct Kept: Sendable {
        /// Its name and kind.
        package let item: TrustStore.Item
        /// Whom it trusts.
        package let policy: TrustPolicy
    }

    /// Everything that is trusted, by name.
    package static func list(in surroundings: Surroundings) throws -> [Kept] {
        try OperationError.mapping {
            let store = try TrustStore(in: surroundings)
            return try store.items().map { try kept($0, in: store) }
        }
    }

    private static func kept(_ item: TrustStore.Item, in store: TrustStore) throws -> Kept {
        Kept(item: item, policy: try store.policy(named: item.name))
    }

    /// Takes back the trust in what was added as `name`.
    package static func remove(_ name: String, in surroundings: Surroundings) throws {
        try OperationError.mapping { try TrustStore(in: surroundings).remove(name) }
    }

    /// The last component of a path, up to its last dot.
    private static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}

extension TrustStore {
    /// The store of the person whose surroundings these are.
    init(in surroundings: Surroundings) throws {
        self.init(folder: try surroundings.configurationFolder() + "/trust")
    }
}
