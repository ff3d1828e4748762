using System.Buffers;

namespace Steerlens.Pipeline.Outputs;

/// <summary>Makes the lines of a sidecar.</summary>
internal interface ISidecarFormatter : IDisposable
{
    /// <summary>Writes what stands above the lines, if anything does.</summary>
    void WriteHeading(IBufferWriter<byte> output);

    /// <summary>Writes one line with its end.</summary>
    void WriteLine(IBufferWriter<byte> output, in FrameRecord record);
}
