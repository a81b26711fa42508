package import ASiC
package import Custody

/// Why there is no bundle to judge.
package enum BundleError: Error, Hashable {
    /// The file or folder cannot be opened or read.
    case unreadable(path: String, ContainerError)
    /// What stands there is no bundle: no container, nor a folder of one.
    case notABundle(path: String)
    /// A folder with several containers, of which none can be taken for the bundle.
    case severalContainers(path: String, names: [String])
}

/// Why a file of a bundle cannot be read or understood.
///
/// Each names the file; the judge makes a finding of it.
package enum BundleReadError: Error, Hashable {
    /// A file that every bundle has is not there.
    case missing(path: String)
    /// Its bytes cannot be had: damaged, changed while read, longer than its kind's limit.
    case unreadable(path: String, ContainerError)
    /// `bundle.json` is not of its grammar.
    case index(path: String, BundleIndexError)
    /// `disclosures.json` is not of its grammar.
    case disclosures(path: String, DisclosureFileError)
    /// `EMPREINTES.sha256` is not of its grammar.
    case digestList(path: String, DigestListError)
    /// The lines of a list are not of their grammar.
    case list(path: String, ListError)
}
