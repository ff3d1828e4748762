using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Video;

/// <summary>What a NUT stream of pictures says of itself.</summary>
/// <param name="Width">Luma samples in a row.</param>
/// <param name="Height">Luma rows.</param>
/// <param name="FourCc">The pixel format: <see cref="Yuv420"/>, <see cref="Yuva420"/>, or <see cref="Png"/> and <see cref="Jpeg"/> for whole files.</param>
/// <param name="TimeBase">The unit of the time stamps, in seconds.</param>
/// <param name="SampleAspect">Width over height of one sample.</param>
/// <param name="Rate">Frames per second where known; a hint.</param>
public sealed record NutStream(int Width, int Height, uint FourCc, Rational TimeBase, Rational SampleAspect, Rational? Rate = null)
{
    /// <summary>Planar YUV 4:2:0, 8 bits: Y, U, V (ffmpeg's yuv420p).</summary>
    public const uint Yuv420 = 0x49343230;

    /// <summary>As <see cref="Yuv420"/> followed by a plane of alpha, H x W (ffmpeg's yuva420p).</summary>
    public const uint Yuva420 = 0x59340B08;

    /// <summary>Each frame is a PNG file.</summary>
    public const uint Png = 0x4D504E47;

    /// <summary>Each frame is a JPEG file.</summary>
    public const uint Jpeg = 0x4D4A5047;

    /// <summary>Whether all pictures have <see cref="PictureBytes"/> bytes.</summary>
    public bool IsRaw => FourCc is not (Png or Jpeg);

    /// <summary>The bytes of one raw picture.</summary>
    public int PictureBytes => (Width * Height) + (2 * ((Width + 1) / 2) * ((Height + 1) / 2)) + (FourCc == Yuva420 ? Width * Height : 0);
}

/// <summary>
/// The parts of the NUT container that carry raw pictures through a pipe with exact time stamps. NUT was chosen because ffmpeg both reads and
/// writes it with the time base left alone, which its plain raw format can't do.
/// </summary>
internal static class NutFormat
{
    internal const ulong MainStart = 0x4E4D7A561F5F04AD;
    internal const ulong StreamStart = 0x4E5311405BF2F9DB;
    internal const ulong SyncStart = 0x4E4BE4ADEECA4569;
    internal const ulong InfoStart = 0x4E49AB68B596BA78;

    internal const int FlagKey = 1;
    internal const int FlagEndOfRelevance = 2;
    internal const int FlagCodedPts = 8;
    internal const int FlagStreamId = 16;
    internal const int FlagSizeMsb = 32;
    internal const int FlagChecksum = 64;
    internal const int FlagReserved = 128;
    internal const int FlagSideData = 256;
    internal const int FlagHeaderIndex = 1024;
    internal const int FlagMatchTime = 2048;
    internal const int FlagCoded = 4096;
    internal const int FlagInvalid = 8192;

    /// <summary>Start codes begin with 'N', so no frame code may.</summary>
    internal const int StartCodeByte = 'N';

    private static readonly uint[] Table = MakeTable();

    /// <summary>The file's first bytes.</summary>
    internal static ReadOnlySpan<byte> Magic => "nut/multimedia container\0"u8;

    /// <summary>The checksum of packets: CRC-32, polynomial 04C11DB7, most significant bit first, starting from 0, not inverted.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        foreach (var value in bytes) sum = (sum << 8) ^ Table[(sum >> 24) ^ value];
        return sum;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i << 24;
            for (var bit = 0; bit < 8; bit++) value = (value & 0x80000000) != 0 ? (value << 1) ^ 0x04C11DB7 : value << 1;
            table[i] = value;
        }

        return table;
    }
}
