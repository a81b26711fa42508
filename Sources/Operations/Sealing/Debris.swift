internal import Custody

/// What lies in people's folders without anybody having put it there as evidence, told by name alone.
///
/// It is listed, entered as not received, and passed over; `--all` takes it in. A bin of deleted files is none: what
/// somebody deleted may be what the case is about.
enum Debris {
    /// Why a file or folder of this name is passed over; nil when it is not.
    static func reason(toPassOver name: [UInt8]) -> IntakeRecord.Reason? {
        let text = String(decoding: name, as: UTF8.self)
        // Names are compared as Windows and macOS do, where most of them come from.
        let folded = text.lowercased()
        func ends(in suffixes: [String]) -> Bool {
            suffixes.contains { folded.hasSuffix($0) && folded.utf8.count > $0.utf8.count }
        }
        if systemNames.contains(folded) || folded.hasPrefix("._") { return .debris }
        if folded.hasPrefix("~$") || folded.hasPrefix(".~lock.") { return .lock }
        if placeholderNames.contains(folded) || ends(in: placeholderSuffixes) { return .placeholder }
        if ends(in: incompleteSuffixes) { return .incomplete }
        return nil
    }

    /// Thumbnails, indexes and folder settings of Windows, macOS, Linux and network storage; markers of what keeps folders
    /// the same on several machines.
    private static let systemNames: Set<String> = [
        "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "system volume information",
        ".ds_store", ".localized", "__macosx", ".spotlight-v100", ".fseventsd", ".temporaryitems",
        ".documentrevisions-v100", ".directory", ".thumbnails", "lost+found", "@eadir",
        ".dropbox", ".dropbox.attr", ".dropbox.cache", ".stfolder", ".stversions", ".tmp.drivedownload",
        ".tmp.driveupload",
    ]

    /// Files whose content is elsewhere; iCloud has `.photo.jpg.icloud`, Google's documents are addresses of web pages,
    /// Nextcloud, ownCloud, odrive and Dropbox have a suffix for what was not fetched or cannot be.
    private static let placeholderSuffixes = [
        ".icloud", ".gdoc", ".gsheet", ".gslides", ".gdraw", ".gform", ".gmap", ".gsite", ".gtable", ".gjam",
        ".gscript",
        ".glink", ".nextcloud", ".owncloud", ".cloud", ".cloudf", ".paper",
    ]

    /// OneDrive's mark of a folder whose files are fetched on demand.
    private static let placeholderNames: Set<String> = [".849c9593-d756-4e56-8d6e-42412f2a707b"]

    /// Downloads and copies that were not finished: browsers, messengers, rsync's and syncthing's own names aside.
    private static let incompleteSuffixes = [".tmp", ".part", ".partial", ".crdownload", ".download", ".opdownload"]
}
