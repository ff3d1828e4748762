using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>A folder of small grey pictures that goes away with the test.</summary>
internal sealed class PictureFolderMaker : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steerlens-pictures-");

    public static async Task<PictureFolderMaker> MakeAsync(params string[] names)
    {
        var folder = new PictureFolderMaker();
        var picture = new YuvImage(160, 90, new YuvColor(YuvMatrix.Bt601, FullRange: true));
        picture.Y.Span.Fill(90);
        picture.U.Span.Fill(128);
        picture.V.Span.Fill(128);
        foreach (var name in names) await StillPicture.WriteAsync(System.IO.Path.Combine(folder.Path, name), picture);
        return folder;
    }

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
