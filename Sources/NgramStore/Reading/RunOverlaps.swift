/// Finds runs that overlap.
enum RunOverlaps {
    /// Groups of runs with overlapping ranges of n-grams: two runs are in one group if they overlap, or if a chain of
    /// overlapping runs connects them. Runs that overlap no other are left out.
    ///
    /// - Parameter runs: in ascending order of their first n-grams.
    static func groups(_ runs: [StoredRun]) -> [[StoredRun]] {
        var groups: [[StoredRun]] = []
        var group: [StoredRun] = []
        var last: [UInt8] = []
        for run in runs where run.blocks > 0 {
            if group.isEmpty || last.lexicographicallyPrecedes(run.first) {
                if group.count > 1 { groups.append(group) }
                group = []
                last = run.last
            } else if last.lexicographicallyPrecedes(run.last) {
                last = run.last
            }
            group.append(run)
        }
        if group.count > 1 { groups.append(group) }
        return groups
    }
}
