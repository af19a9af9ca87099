import NIOCore
import NIOHTTP1
import NIOPosix
import NgramSystem
import Synchronization

/// Listens on an address and serves connections.
final class HTTPServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let responder: any Responder
    private let limits: ServerLimits
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// - Parameter threads: the number of threads that serve connections.
    init(_ responder: any Responder, limits: ServerLimits, threads: Int) {
        (self.responder, self.limits) = (responder, limits)
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    }

    /// Begins to listen.
    ///
    /// - Parameter port: 0 for any that is free.
    /// - Returns: the channel that accepts connections.
    /// - Throws: `IOError` or `SocketAddressError` when the address cannot be had.
    func listen(host: String, port: Int) throws -> any Channel {
        try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [self] in prepare($0) }
            .bind(host: host, port: port).wait()
    }

    private func prepare(_ channel: any Channel) -> EventLoopFuture<Void> {
        let isAdmitted = connections.withLock { connections in
            guard connections.count < limits.connections else { return false }
            connections[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdmitted else { return channel.close() }
        channel.closeFuture.whenComplete { [self] _ in
            connections.withLock { $0[ObjectIdentifier(channel)] = nil }
        }
        return channel.eventLoop.makeCompletedFuture {
            var decoder = NIOHTTPDecoderLimitConfiguration()
            decoder.maxHeaderFieldSize = limits.headerBytes
            decoder.maxHeaderListSize = limits.headerBytes
            decoder.maxHeaderFieldCount = limits.headerCount
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
            try pipeline.addHandler(HTTPConnection(responder, limits))
        }
    }

    /// Stops accepting connections, and ends each one that is open when it has answered its request.
    func stop(_ listener: any Channel) {
        listener.close(promise: nil)
        for channel in connections.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ServerIsStopping())
        }
    }

    /// The number of open connections.
    var openConnections: Int { connections.withLock { $0.count } }

    /// Ends the threads. No connection may be used afterward.
    func shutDown() {
        try? group.syncShutdownGracefully()
    }
}
