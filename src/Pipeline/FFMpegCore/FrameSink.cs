using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FFMpegCore.Pipes;

namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>
/// Lets the caller read from ffmpeg's named pipe, whole frames at a time. FFMpegCore closes the pipe as soon as ffmpeg has ended, whatever is
/// still in it: where a pipe holds data that nobody has read, which is not so on Windows, a handle of our own keeps it.
/// </summary>
internal sealed partial class FrameSink : IPipeSink, IDisposable
{
    private readonly PipeHandover _pipe = new();
    private NetworkStream? _kept;

    /// <summary>The caller's end.</summary>
    public Stream NewStream() => new ReadingEnd(this);

    /// <inheritdoc/>
    public string GetFormat() => "nut";

    /// <inheritdoc/>
    public async Task ReadAsync(Stream inputStream, CancellationToken cancellationToken)
    {
        _pipe.Give(OperatingSystem.IsWindows() ? inputStream : _kept = Kept((NamedPipeServerStream)inputStream));
        await _pipe.WaitAsync(cancellationToken);
    }

    /// <summary>ffmpeg has ended: where it never opened the pipe, there is nothing to read.</summary>
    public void End() => _pipe.Give(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Dispose();
        _pipe.Dispose();
    }

    private static NetworkStream Kept(NamedPipeServerStream pipe)
    {
        var copy = Duplicate((int)pipe.SafePipeHandle.DangerousGetHandle());
        if (copy < 0) throw new IOException($"the pipe's handle can't be kept: error {Marshal.GetLastPInvokeError()}");
        return new NetworkStream(new Socket(new SafeSocketHandle(copy, ownsHandle: true)), ownsSocket: true);
    }

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int handle);

    /// <summary>Reads from the pipe, once ffmpeg has opened it.</summary>
    private sealed class ReadingEnd(FrameSink sink) : Stream
    {
        private Stream? _stream;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        private Stream Open => _stream ??= sink._pipe.Take() ?? Null;

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return Open.Read(buffer);
            }
            catch (Exception error) when (error is ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The pipe is gone with ffmpeg: there is no more, and its exit code says why.
                return 0;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Nothing is written.
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
