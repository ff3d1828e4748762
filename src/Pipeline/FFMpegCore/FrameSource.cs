using System.IO.Pipes;
using FFMpegCore.Pipes;

namespace Steerlens.Pipeline.FFMpegCore;

/// <summary>Lets the caller write to ffmpeg's named pipe. Its format is in the arguments: nothing of a frame is read to find it out.</summary>
internal sealed class FrameSource : IPipeSource, IDisposable
{
    private readonly PipeHandover _pipe = new();

    /// <summary>The caller's end; closing it ends ffmpeg's input.</summary>
    public Stream NewStream() => new WritingEnd(this);

    /// <inheritdoc/>
    public string GetStreamArguments() => "";

    /// <inheritdoc/>
    public async Task WriteAsync(Stream outputStream, CancellationToken cancellationToken)
    {
        _pipe.Give(outputStream);

        // The token says that ffmpeg has ended: what is written then fails by itself.
        if (!await _pipe.WaitAsync(cancellationToken)) return;

        // FFMpegCore disconnects next, and Windows would throw away what ffmpeg has not read yet.
        if (OperatingSystem.IsWindows() && outputStream is NamedPipeServerStream { IsConnected: true } pipe)
        {
            try
            {
                pipe.WaitForPipeDrain();
            }
            catch (IOException)
            {
                // ffmpeg has ended; its exit code tells.
            }
        }
    }

    /// <summary>ffmpeg has ended: nobody waits for a pipe that it did not open.</summary>
    public void End() => _pipe.Give(null);

    /// <inheritdoc/>
    public void Dispose() => _pipe.Dispose();

    /// <summary>Writes to the pipe, once ffmpeg has opened it.</summary>
    private sealed class WritingEnd(FrameSource source) : Stream
    {
        private Stream? _stream;
        private bool _isClosed;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        private Stream Open => _stream ??= source._pipe.Take() ?? throw new IOException("ffmpeg ended before it opened its input");

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                Open.Write(buffer);
            }
            catch (Exception error) when (error is ObjectDisposedException or InvalidOperationException)
            {
                throw new IOException("ffmpeg has ended", error);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // What is written is written to the pipe at once.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (!_isClosed) source._pipe.Finish();
            _isClosed = true;
            base.Dispose(disposing);
        }
    }
}
