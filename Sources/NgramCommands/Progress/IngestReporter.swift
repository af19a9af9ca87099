import NgramIngest

/// Whoever tells the user how an ingest goes.
///
/// Everything may be called from several tasks and threads at once: an implementation keeps its state behind a `Mutex`
/// and applies events in the order in which their calls get it.
protocol IngestReporter: Sendable {
    /// Takes note of an event, at the time of the call.
    func handle(_ event: IngestEvent)

    /// Ends the report: takes down what is not meant to stay and tells the summary. To be called once on every way out,
    /// an interruption included, before anything else is written to the terminal. Calling it again does nothing.
    func finish()
}

/// Takes bytes for the user to read. It never fails: where standard error is gone, the work goes on without it.
typealias DiagnosticWriter = @Sendable ([UInt8]) -> Void

/// Tells the time since the ingest began.
typealias ElapsedClock = @Sendable () -> Duration
